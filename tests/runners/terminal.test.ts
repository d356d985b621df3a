import { stripVTControlCharacters } from 'node:util';
import { make, type Scene } from 'gymnasium-js';
import { expect, test, vi } from 'vitest';
import { picture, Screen } from '../../runners/commands/terminal.ts';

const lake = (): Scene => { const env = make('FrozenLake-v1'); env.reset({ seed: 1 }); return env.scene!(); };

/** What `show` gives, on a terminal of such a size that can show all colours; and what it writes there. */
function onTerminal<T>(columns: number, rows: number, show: () => T): { given: T; written: string } {
  const { stdout } = process, before = [stdout.isTTY, stdout.columns, stdout.rows, stdout.getColorDepth] as const, noColor = process.env.NO_COLOR;
  let written = '';
  const spy = vi.spyOn(stdout, 'write').mockImplementation((text) => { written += String(text); return true; });
  delete process.env.NO_COLOR;
  [stdout.isTTY, stdout.columns, stdout.rows, stdout.getColorDepth] = [true, columns, rows, () => 24];
  try {
    return { given: show(), written };
  } finally {
    [stdout.isTTY, stdout.columns, stdout.rows, stdout.getColorDepth] = before;
    if (noColor !== undefined) process.env.NO_COLOR = noColor;
    spy.mockRestore();
  }
}

const linesOf = (text: string) => stripVTControlCharacters(text).split('\n');
const widest = (text: string) => Math.max(...linesOf(text).map((line) => line.length));

test('a terminal that says that it has no columns is taken to have 80, and drawing on it comes to an end', () => {
  expect(onTerminal(0, 0, () => picture(lake(), 20)).given).toBe(onTerminal(80, 24, () => picture(lake(), 20)).given);
  let screen: Screen | undefined;
  onTerminal(0, 0, () => { screen = new Screen(); screen.draw('lake', lake(), ['q end']); });
  expect(screen).toBeDefined();
});

test.each([[20, 5], [10, 3], [1, 1], [80, 24], [200, 60]])('in %i columns and %i lines nothing is wider or higher', (columns, rows) => {
  const { given } = onTerminal(columns, rows, () => picture(lake(), rows));
  expect(widest(given)).toBeLessThanOrEqual(columns);
  expect(linesOf(given).length).toBeLessThanOrEqual(rows);
});

test('in 20 columns and 5 lines the caption is still made of words', () => {
  const lines = linesOf(onTerminal(20, 5, () => picture({ ...lake(), caption: 'At row 1, column 1.' }, 5)).given).map((line) => line.trim());
  expect(lines.filter((line) => /[a-z]/.test(line))).toEqual(['At row 1, column 1.']);
});

test('a screen of few lines shows the title and a line of the picture, and as many keys as there is room for', () => {
  const drawn = (rows: number) => {
    let text = '';
    const { given } = onTerminal(20, rows, () => { const screen = new Screen(), spy = vi.mocked(process.stdout.write); spy.mockClear(); screen.draw('lake', lake(), ['a one', 'b two more words', 'c three more words', 'd four more words']); return spy.mock.calls.map(([one]) => String(one)).join(''); });
    text += given;
    return linesOf(text);
  };
  expect(drawn(5).length).toBeLessThanOrEqual(4);
  expect(drawn(5)[0]).toBe('lake');
  expect(drawn(12).length).toBeLessThanOrEqual(11);
  expect(drawn(12).join('\n')).toContain('d four');
});
