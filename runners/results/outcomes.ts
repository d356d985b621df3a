import type { EvaluationRow } from './rows.ts';

/** How many episodes ended in one way. */
export interface Outcome {
  readonly name: string;
  readonly count: number;
}

/** How the episodes ended, the most frequent first, as `arrived 98; collision 2`. Ties are in the order of the alphabet. */
export function outcomesText(episodes: readonly Pick<EvaluationRow, 'outcome' | 'terminated'>[]): string {
  const counts = new Map<string, number>();
  for (const { outcome, terminated } of episodes) {
    const name = outcome !== '' ? outcome : terminated ? 'terminated' : 'truncated';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`).join('; ');
}

/** What `outcomesText` told. */
export function readOutcomes(text: string): Outcome[] {
  return [...text.matchAll(/(.*?) (\d+)(?:; |$)/gs)].map(([, name, count]) => ({ name: name!, count: Number(count) }));
}
