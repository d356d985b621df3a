import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** What gives other bits on other engines, knows a clock, draws chance without a name, or is not there in a browser. */
const FORBIDDEN: Record<string, RegExp> = {
  '**': /\*\*/,
  'Math.random': /\bMath\s*\.\s*random\b/,
  'Math.sin and its kin': /\bMath\s*\.\s*(?:a?(?:sin|cos|tan)h?|atan2|exp|expm1|log|log1p|log2|log10|pow|hypot|cbrt)\b/,
  Date: /\bDate\b/,
  performance: /\bperformance\s*\./,
  process: /\bprocess\s*\./,
  'node:': /['"`]node:/,
};

const STRING_OR_COMMENT = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const withoutComments = (source: string) => source.replace(STRING_OR_COMMENT, (_, text?: string) => text ?? ' ');

/** The forbidden things that a source uses. */
const findings = (source: string) => Object.keys(FORBIDDEN).filter((name) => FORBIDDEN[name].test(withoutComments(source)));

const root = new URL('../../', import.meta.url);
const skipped = /(?:^|\/)(?:dist|node_modules|assembly)\/|\.wasm\.ts$|\.d\.ts$/;       // built, foreign, or compiled by asc
const sources = ['envs', 'nets', 'agents'].flatMap((folder) => {
  const at = fileURLToPath(new URL(`${folder}/`, root));
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true }).map(String).map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !skipped.test(path)).map((path) => `${folder}/${path}`);
});

describe('what runs everywhere uses nothing that differs between machines', () => {
  test('there are sources to look at', () => {
    expect(sources).toEqual(expect.arrayContaining(['envs/index.ts', 'envs/core/vector-rows.ts', 'agents/index.ts']));
  });

  test.each(sources)('%s', (path) => {
    expect(findings(readFileSync(new URL(path, root), 'utf8'))).toEqual([]);
  });
});

describe('the scan finds what is planted', () => {
  test.each([
    ['const a = x ** 2;', '**'],
    ['a **= 3;', '**'],
    ['const u = Math.random();', 'Math.random'],
    ['const u = Math\n  .random();', 'Math.random'],
    ['const u = Math.tanh(x);', 'Math.sin and its kin'],
    ['const t = new Date();', 'Date'],
    ['const t = Date.now();', 'Date'],
    ['const t = performance.now();', 'performance'],
    ['if (process.env.X) go();', 'process'],
    ['import { readFileSync } from \'node:fs\';', 'node:'],
    ['const fs = await import("node:fs");', 'node:'],
    ['const url = "https://example.org"; const t = Date.now(); // why', 'Date'],
    ['const text = `// not a comment`; a ** b;', '**'],
  ])('%s', (source, name) => {
    expect(findings(source)).toEqual([name]);
  });

  test('but not in comments, nor in names that only look alike', () => {
    expect(findings('/** x ** 2, Math.random(), Date */ const update = Math.sqrt(x); // node: ** Date')).toEqual([]);
    expect(findings('const node: number = 1; const gene = { node: 2 }; candidate.Dated = Math.round(x);')).toEqual([]);
  });
});
