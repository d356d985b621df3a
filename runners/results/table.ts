import { decimalsFor, fixed, highest, percent } from './format.ts';
import { readOutcomes } from './outcomes.ts';
import type { SummaryRow } from './rows.ts';

const WIDTH = 100;                                          // columns of the terminal
const GAP = '  ';
const LEFT = 'left', RIGHT = 'right';

/** The heads of the columns, on which side they stand, and how narrow they may become when the table is too wide. */
const COLUMNS = [
  { head: 'environment', side: LEFT, least: 12 },
  { head: 'agent', side: LEFT, least: 12 },
  { head: 'runs', side: RIGHT, least: 4 },
  { head: 'IQM return [95% interval]', side: LEFT, least: Infinity },
  { head: 'length', side: RIGHT, least: Infinity },
  { head: 'outcomes', side: LEFT, least: 24 },
] as const;
const SHRINKING = [5, 0, 1];                                // columns, the first of them first
const BOLD = [1, 3];

interface Line { readonly cells: string[]; readonly best: boolean }

/**
 * The table at the end of an experiment: for each environment and agent the interquartile mean of the final returns with its
 * interval, the length of the episodes and how they ended. At most 100 columns wide. With `color` the best agent of each
 * environment is bold.
 */
export function summaryTable(summary: readonly SummaryRow[], { color }: { color: boolean }): string {
  const environments = [...new Set(summary.map((row) => row.env))];
  const lines = environments.flatMap((env) => linesOf(summary.filter((row) => row.env === env)));
  const head = COLUMNS.map((column) => column.head as string);
  const widths = widthsOf([head, ...lines.map((line) => line.cells)]);
  const rule = '-'.repeat(widths.reduce((a, b) => a + b) + GAP.length * (widths.length - 1));
  return [joined(head, widths, false), rule, ...lines.map(({ cells, best }) => joined(cells, widths, best && color))].join('\n') + '\n';
}

/** The lines of one environment, which share their decimals. Its name stands on the first one alone. */
function linesOf(rows: readonly SummaryRow[]): Line[] {
  const decimals = decimalsFor(rows.flatMap((row) => [row.iqm, row.ciLow, row.ciHigh]));
  const best = highest(rows.map((row) => row.iqm));
  const number = (x: number) => fixed(x, decimals);
  const width = Math.max(...rows.map((row) => number(row.iqm).length));
  return rows.map((row, k) => ({
    best: rows.length > 1 && row.iqm === best,
    cells: [
      k === 0 ? oneLine(row.env) : '',
      oneLine(row.agent),
      String(row.runs),
      number(row.iqm).padStart(width) + (row.runs > 1 ? ` [${number(row.ciLow)}, ${number(row.ciHigh)}]` : ''),
      fixed(row.meanLength, row.meanLength < 100 ? 1 : 0),
      readOutcomes(row.outcomes).map(({ name, count }) => `${oneLine(name)} ${percent(count, row.episodes)}`).join(', '),
    ],
  }));
}

function widthsOf(table: readonly string[][]): number[] {
  const widths = COLUMNS.map((_, k) => Math.max(...table.map((cells) => cells[k]!.length)));
  let excess = widths.reduce((a, b) => a + b) + GAP.length * (widths.length - 1) - WIDTH;
  for (const k of SHRINKING) {
    const less = Math.max(0, Math.min(excess, widths[k]! - COLUMNS[k]!.least));
    widths[k]! -= less;
    excess -= less;
  }
  return widths;
}

function joined(cells: readonly string[], widths: readonly number[], bold: boolean): string {
  return cells.map((cell, k) => {
    const { side, head } = COLUMNS[k]!, width = widths[k]!;
    const text = cell.length <= width ? cell : head === 'outcomes' ? firstItems(cell, width) : `${cell.slice(0, width - 1)}…`;
    const space = ' '.repeat(width - text.length);
    const shown = bold && BOLD.includes(k) ? `\x1b[1m${text}\x1b[22m` : text;
    return side === LEFT ? shown + space : space + shown;
  }).join(GAP).trimEnd();
}

/** As many items of a list as fit. */
function firstItems(list: string, width: number): string {
  const end = list.lastIndexOf(', ', width - 3);
  return end > 0 ? `${list.slice(0, end)}, …` : `${list.slice(0, width - 1)}…`;
}

/** Names must not break the table, nor speak to the terminal. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
