import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE, spreadOut } from '../../runners/results/labels.ts';
import { colorOf, dashOf } from '../../runners/results/palette.ts';
import { curvesSvg } from '../../runners/results/plot.ts';
import type { CurveRow } from '../../runners/results/rows.ts';
import { faultOfXml } from './xml.ts';

const point = (change: Partial<CurveRow>): CurveRow => ({ env: 'Street', agent: 'sarsa', step: 0, runs: 5, mean: 0, std: 1, iqm: 0, ciLow: -1, ciHigh: 1, ...change });
const curve = (change: Partial<CurveRow>, values: number[]): CurveRow[] =>
  values.map((iqm, k) => point({ step: 1000 * k, iqm, ciLow: iqm, ciHigh: iqm, ...change }));
const draw = (rows: CurveRow[], title = 'Title') => curvesSvg(rows, { title });
const labels = (svg: string) => [...svg.matchAll(/<text x="\d+" y="([\d.]+)">(.*?)<\/text>/g)].map(([, y, name]) => ({ y: Number(y), name }));
/** The corners of the unbroken lines, in pixels. */
const lines = (svg: string) => [...svg.matchAll(/aria-label="line"><path d="M([^"]+)"/g)].map(([, path]) => path.split('L').map((xy) => xy.split(',').map(Number)));

describe('the picture', () => {
  test('is a stand-alone SVG file on white paper', () => {
    const svg = draw(curve({}, [1, 2, 3]));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="820" height="\d+" viewBox="0 0 820 \d+" role="img" font-family="/);
    expect(svg).toContain('<rect class="paper" width="820" height="');
    expect(svg).toContain('environment steps');
    expect(svg).toContain('return of evaluation episodes (IQM, 95 % interval)');
    expect(faultOfXml(svg)).toBe(undefined);
  });

  test('is the same text every time', () => expect(draw(curve({}, [1, 2, 3]))).toBe(draw(curve({}, [1, 2, 3]))));

  test('escapes every name', () => {
    const evil = `<script>alert("&'")</script>\u0007`;
    const svg = draw(curve({ env: evil, agent: evil.slice(0, 20) }, [1, 2]), evil);
    expect(svg).not.toContain('<script');
    expect(faultOfXml(svg)).toBe(undefined);
    expect(svg).toContain('&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;\ufffd');
  });

  test('puts the lowest value at the bottom of its axis and the highest at the top', () => {
    const [[first, middle, last]] = lines(draw(curve({ agent: 'a' }, [0, 25, 100]))) as [number[][]];
    expect(first[1]).toBe(12 + 240);
    expect(last[1]).toBe(12);
    expect(middle[1]).toBe(12 + 240 * 0.75);
    expect(first[0]).toBe(64);
    expect(middle[0]).toBe((first[0] + last[0]) / 2);
  });

  test('gives each environment a panel with a scale of its own, and an agent one colour in all', () => {
    const svg = draw([...curve({ env: 'A' }, [0, 1]), ...curve({ env: 'A', agent: 'b' }, [0, 1]), ...curve({ env: 'B', agent: 'b' }, [-5000, -4000])]);
    expect(svg.match(/stroke-width="1.8"[^>]*/g)!.map((attributes) => /stroke="(.*?)"/.exec(attributes)![1])).toEqual([colorOf(0), colorOf(1), colorOf(1)]);
    expect(lines(svg).map((corners) => corners.map((xy) => xy[1]))).toEqual([[252, 12], [252, 12], [252, 12]]);
  });

  test('has a band for the interval, and none where there is one run', () => {
    expect(draw(curve({ ciLow: -1, ciHigh: 9 }, [1, 2]))).toContain('aria-label="area"');
    const single = draw(curve({ runs: 1, std: NaN }, [1, 2]));
    expect(single).not.toContain('aria-label="area"');
    expect(single).toContain('return of evaluation episodes (one run)');
  });

  test('draws an agent with a single point as a dot with a bar', () => {
    const svg = draw([point({ step: 500 }), point({ step: 500, agent: 'b', iqm: 0.5 })]);
    expect(svg.match(/aria-label="dot"/g)).toHaveLength(2);
    expect(svg.match(/aria-label="rule"/g)).toHaveLength(2);
    expect(svg).not.toContain('aria-label="line"');
  });

  test('leaves out what is not finite, and survives having nothing to draw', () => {
    for (const rows of [[], [point({ iqm: NaN, ciLow: NaN, ciHigh: NaN })], [point({ ciLow: -Infinity }), point({ step: 10, iqm: 3 })], curve({}, [5, 5, 5]), [point({ step: 0 })]]) {
      const svg = draw(rows);
      expect(faultOfXml(svg)).toBe(undefined);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test('has a symmetric log scale where a few enormous returns would flatten all others, and says so', () => {
    const svg = draw(curve({}, [-10_000, -9000, -60, -30, -20, -15, -14, -13]));
    expect(svg).toContain('symmetric log scale');
    expect(draw(curve({}, [9, 200, 500, 500]))).not.toContain('log scale');
    expect(draw(curve({}, [-4000, -3000, -1000, -500]))).not.toContain('log scale');
  });
});

describe('the labels', () => {
  const agents = Array.from({ length: 24 }, (_, k) => `agent-${k}`);

  test('stand beside the ends of the curves and do not touch, however many end together', () => {
    const found = labels(draw(agents.flatMap((agent, k) => curve({ agent }, [0, 100 + k / 100]))));
    expect(found).toHaveLength(24);
    for (let k = 1; k < found.length; k++) expect(found[k].y - found[k - 1].y).toBeGreaterThanOrEqual(LINE - 0.01);
    expect(found[0].name).toBe('agent-23');
  });

  test('stay where they are wanted when there is room', () => expect(spreadOut([20, 60, 100], 0, 200)).toEqual([20, 60, 100]));

  test('share the way when two want the same place, where pushing the second one down would move it twice as far', () => {
    expect(spreadOut([100, 100], 0, 200)).toEqual([100 - LINE / 2, 100 + LINE / 2]);
  });

  test('are apart, in bounds and as near as can be', () => {
    const wanted = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 }).map((y) => y.sort((a, b) => a - b));
    const distance = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0);
    const pushedDown = (y: number[]) => y.reduce<number[]>((placed, x) => [...placed, Math.max(x, (placed.at(-1) ?? -LINE) + LINE)], []);
    fc.assert(fc.property(wanted, (y) => {
      const placed = spreadOut(y, 0, 300);
      for (let i = 1; i < y.length; i++) expect(placed[i] - placed[i - 1]).toBeGreaterThanOrEqual(LINE - 1e-9);
      expect(placed[0]).toBeGreaterThanOrEqual(0);
      expect(placed.at(-1)).toBeLessThanOrEqual(300 + 1e-9);
      const rival = pushedDown(y);
      if (rival.at(-1)! <= 300) expect(distance(placed, y)).toBeLessThanOrEqual(distance(rival, y) + 1e-6);
    }));
  });

  test('shorten long names', () => {
    const [label] = labels(draw(curve({ agent: 'a'.repeat(100) }, [1, 2])));
    expect(label.name).toBe(`${'a'.repeat(27)}…`);
  });
});

test('28 agents look different', () => {
  expect(new Set(Array.from({ length: 28 }, (_, k) => `${colorOf(k)} ${dashOf(k)}`)).size).toBe(28);
});
