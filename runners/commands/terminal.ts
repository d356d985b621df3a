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

const COLUMNS = 80, ROWS = 24;                    // of a terminal that does not say, or says none, as some do

/** A picture for this terminal, in its colours, no wider than it is and, if asked, no higher than `rows` lines. */
export function picture(scene: Scene, rows?: number): string {
  const shown = colors(), { columns } = process.stdout;
  const drawn = ansi(scene, { colors: shown });
  if (shown === 'none' || columns === undefined) return drawn;
  const width = Math.min(widthOf(drawn), columns || COLUMNS);
  if (width === widthOf(drawn) && drawn.split('\n').length <= (rows ?? Infinity)) return drawn;
  return ansi(scene, { colors: shown, columns: width, ...(rows !== undefined && { rows }) });
}

const HOME = '\x1b[H', CLEAR_BELOW = '\x1b[J', CLEAR_LINE = '\x1b[K', HIDE = '\x1b[?25l', SHOW = '\x1b[?25h', CLEAR = '\x1b[2J';

/** A terminal in which each picture takes the place of the one before. Its cursor is hidden until `close`. */
export class Screen {
  constructor() { process.stdout.write(HIDE + CLEAR); }

  /**
   * A line, the picture below it, and below that as many entries a line as there is room for, on a third of the lines at most. The last line stays
   * free.
   */
  draw(title: string, scene: Scene, entries: readonly string[] = []): void {
    const columns = process.stdout.columns || COLUMNS, rows = process.stdout.rows || ROWS;
    const below = lined(entries, columns).slice(0, Math.floor(rows / 3));
    const drawn = picture(scene, Math.max(1, rows - 2 - below.length));
    const text = [title.slice(0, columns), ...drawn.split('\n'), ...below].map((line) => line + CLEAR_LINE).join('\n');
    process.stdout.write(`${HOME}${text}${CLEAR_BELOW}`);
  }

  /** Shows the cursor again, on a line of its own. */
  close(): void { process.stdout.write(`${SHOW}\n`); }
}

function lined(entries: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1), longer = `${last}   ${entry}`;
    if (last !== undefined && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(entry.slice(0, columns));
  }
  return lines;
}

// eslint-disable-next-line no-control-regex
const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]/g;
const widthOf = (text: string) => Math.max(...text.replace(ESCAPES, '').split('\n').map((line) => line.length));

export const say = (text = ''): void => { process.stdout.write(`${text}\n`); };
