/** What a place gave: hashes by name. */
export interface Visit {
  readonly place: string;
  readonly goldens: Readonly<Record<string, string>>;
  readonly controls?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}
export function complaints(visits: readonly Visit[], pins?: Readonly<Record<string, string>>): string[];
export function controlReport(visits: readonly Visit[]): string[];
