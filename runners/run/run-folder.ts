import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from 'gymnasium-js';
import { readCheckpoint, writeAtomically, writeCheckpoint } from '../checkpoint.ts';
import { csvText } from '../results/csv.ts';
import type { Remarks } from '../results/remarks.ts';
import {
  costColumns, episodeColumns, evaluationColumns, finalColumns, type Columns, type CostRow, type EpisodeRow, type EvaluationRow, type FinalRow,
} from '../results/rows.ts';

/** Only where there is something to remark. */
const REMARKS = 'remarks.json';
const TABLES = ['episodes', 'evaluations', 'metrics'] as const;
/** Episodes of the last evaluation, where it is played both ways. */
export const FINALS = 'final-episodes';
type Table = (typeof TABLES)[number] | typeof FINALS;

/** Where a run stood when it was saved: what is in its files up to there, and the memory of all that takes part. */
export interface SavedRun {
  readonly agent: Snapshot;
  /** Absent if the environment cannot be saved; the run then starts anew. */
  readonly env?: Snapshot;
  /** Episodes reported, and the next evaluation due. */
  readonly counters: { readonly episodes: number; readonly nextEvaluation: number };
}

/**
 * The files of one run, written so that a kill at any instant loses nothing that was saved: rows are appended whole, a checkpoint says
 * how long each file was when it was made and replaces the one before in a single rename, and `done` comes last. A run that is taken up
 * again goes on from its checkpoint, and what its files hold past that is cut off, since it will be played again.
 */
export class RunFolder {
  readonly path: string;
  readonly #rows: Record<Table, object[]> = { episodes: [], evaluations: [], metrics: [], [FINALS]: [] };
  /** Of the files that this run has. */
  readonly #lengths: Partial<Record<Table, number>> = {};
  readonly #files = new Map<Table, number>();

  constructor(path: string) {
    this.path = path;
  }

  get done(): boolean {
    return existsSync(join(this.path, 'done'));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /**
   * Starts the run's files, or goes on with them: then returns where the run stood. `spec` says what the run is; `finals`, whether its last
   * evaluation is played both ways.
   */
  open(spec: string, { finals = false } = {}): SavedRun | undefined {
    mkdirSync(this.path, { recursive: true });
    const tables: readonly Table[] = finals ? [...TABLES, FINALS] : TABLES, saved = this.#saved(spec, tables);
    for (const table of tables) {
      const length = saved?.lengths[table] ?? 0, path = this.file(`${table}.csv`);
      if (length === 0) writeAtomically(path, '');
      else truncateSync(path, length);
      this.#lengths[table] = length;
      this.#files.set(table, openSync(path, 'a'));
    }
    if (saved) return saved.run;
    rmSync(this.file('checkpoint.bin'), { force: true });
    return undefined;
  }

  #saved(spec: string, tables: readonly Table[]): { run: SavedRun; lengths: Record<Table, number> } | undefined {
    const path = this.file('checkpoint.bin');
    if (!existsSync(path)) return undefined;
    const snapshot = this.#checkpoint(path), lengths = snapshot.lengths as unknown as Record<Table, number>;
    if (snapshot.spec !== spec || snapshot.env === undefined) return undefined;
    if (tables.some((table) => this.#size(table) < lengths[table])) return undefined;            // rows were lost: play them again
    return { run: snapshot as unknown as SavedRun, lengths };
  }

  #checkpoint(path: string): Snapshot {
    try {
      return readCheckpoint(path);
    } catch (error) {
      throw new Error(`${(error as Error).message}. Delete it, and the run is played again from its start.`, { cause: error });
    }
  }

  #size(table: Table): number {
    return statSync(this.file(`${table}.csv`), { throwIfNoEntry: false })?.size ?? 0;
  }

  episode(row: EpisodeRow): void {
    this.#rows.episodes.push(row);
  }

  evaluations(rows: readonly EvaluationRow[]): void {
    this.#rows.evaluations.push(...rows);
  }

  finals(rows: readonly FinalRow[]): void {
    this.#rows[FINALS].push(...rows);
  }

  metrics(row: Readonly<Record<string, number>>): void {
    this.#rows.metrics.push(row);
  }

  /** Appends the rows that have come since; a file begins with its header. */
  flush(): void {
    for (const table of this.#files.keys()) {
      const rows = this.#rows[table], header = this.#lengths[table] === 0;
      if (rows.length === 0 && (table === 'metrics' || !header)) continue;
      this.#append(table, new TextEncoder().encode(csvText(this.#columns(table), rows, { header })));
      rows.length = 0;
    }
  }

  /** All of the bytes or, where the disk is full, none: no file ends in half a line. */
  #append(table: Table, bytes: Uint8Array): void {
    const file = this.#files.get(table)!;
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    } catch (error) {
      ftruncateSync(file, this.#lengths[table]);
      throw error;
    }
    this.#lengths[table]! += bytes.length;
  }

  /** An agent's metrics are its own, and the same on every row. */
  #columns(table: Table): Columns<object> {
    if (table === 'episodes') return episodeColumns;
    if (table === 'evaluations') return evaluationColumns;
    if (table === FINALS) return finalColumns;
    return Object.fromEntries(Object.keys(this.#rows.metrics[0]).map((name) => [name, 'number']));
  }

  save(spec: string, { agent, env, counters }: SavedRun, costs: CostRow): void {
    this.flush();
    writeAtomically(this.file('costs.csv'), csvText(costColumns, [costs], { header: true }));
    writeCheckpoint(this.file('checkpoint.bin'), { spec, agent, ...(env && { env }), counters: { ...counters }, lengths: { ...this.#lengths } });
  }

  /** Closes the files; what was not flushed is flushed. */
  close(): void {
    try {
      this.flush();
    } finally {
      for (const file of this.#files.values()) closeSync(file);
      this.#files.clear();
    }
  }

  /** What is to be known of the run beside its numbers. */
  get remarks(): Remarks {
    const path = this.file(REMARKS);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) as Remarks : {};
  }

  remark(remarks: Remarks): void {
    if (Object.keys(remarks).length === 0) rmSync(this.file(REMARKS), { force: true });
    else writeAtomically(this.file(REMARKS), `${JSON.stringify(remarks, null, 2)}\n`);
  }

  finish(): void {
    writeAtomically(this.file('done'), '');
  }

  read(table: Table | 'costs'): string {
    return readFileSync(this.file(`${table}.csv`), 'utf8');
  }
}
