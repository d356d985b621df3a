import { ansi, type Scene } from 'gymnasium-js';

/** What the terminal at the other end of standard output can show. */
export function colors(): 'truecolor' | '256' | 'none' {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return 'none';
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  if (!process.stdout.isTTY && !forced) return 'none';
  const depth = process.stdout.isTTY ? process.stdout.getColorDepth() : FORCE_COLOR === '3' ? 24 : 8;
  return depth >= 24 ? 'truecolor' : depth >= 8 ? '256' : 'none';
}

/** A picture for this terminal, in its colours, no wider than it is and, if asked, no higher than `rows` lines. */
export function picture(scene: Scene, rows = Infinity): string {
  const shown = colors(), { columns } = process.stdout;
  let drawn = ansi(scene, { colors: shown });
  if (shown === 'none' || columns === undefined) return drawn;
  if (widthOf(drawn) > columns) drawn = ansi(scene, { colors: shown, columns });
  const lines = drawn.split('\n').length;
  return lines <= rows ? drawn : ansi(scene, { colors: shown, columns: Math.floor(widthOf(drawn) * rows / lines) });
}

// eslint-disable-next-line no-control-regex
const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]/g;
const widthOf = (text: string) => Math.max(...text.replace(ESCAPES, '').split('\n').map((line) => line.length));

export const say = (text = ''): void => { process.stdout.write(`${text}\n`); };
