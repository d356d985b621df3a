import { describe, expect, test } from 'vitest';
import { type Report, type ReportRun, reportHtml } from '../../runners/results/report.ts';
import type { SummaryRow } from '../../runners/results/rows.ts';

const line = (change: Partial<SummaryRow>): SummaryRow => ({
  env: 'CarStreet-v0', agent: 'q-learning', runs: 5, step: 1000, episodes: 500, mean: 80, std: 3, iqm: 81.234, ciLow: 78.5, ciHigh: 84,
  min: 70, max: 90, meanLength: 62.71, outcomes: 'arrived 490; collision 9; timeout 1', ...change,
});
const run = (change: Partial<ReportRun>): ReportRun => ({ env: 'CarStreet-v0', agent: 'q-learning', options: { alpha: 0.1 }, steps: 100_000, seeds: [0, 1, 2], ...change });
const report = (change: Partial<Report>): Report => ({
  title: 'Title', summary: [line({})], curvesSvg: '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0,0"/></svg>', runs: [run({})], pictures: [], files: [], ...change,
});
const textOf = (html: string) => html.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ').replaceAll('&#8239;', ' ').replaceAll('&nbsp;', ' ').replace(/\s+/g, ' ');

test('the page tells what was compared, how it went and with which hyperparameters', () => {
  const text = textOf(reportHtml(report({
    description: 'Who drives best?',
    summary: [line({}), line({ agent: 'genetic', iqm: -4, ciLow: -12.5, ciHigh: 0, outcomes: 'collision 500' })],
    runs: [run({ options: { alpha: 0.1, hidden: [64, 64], epsilon: { start: 1, end: 0.05 }, activation: 'tanh' } }), run({ agent: 'genetic', options: {} })],
  })));
  expect(text).toContain('Who drives best? q-learning and genetic on CarStreet-v0; 3 runs (seeds 0–2) each, 100,000 environment steps a run.');
  expect(text).toContain('q-learning 5 81.23 78.50 to 84.00 62.7 arrived 98 % , collision 2 % , timeout &lt;1 %');
  expect(text).toContain('genetic 5 −4.00 −12.50 to 0.00');
  expect(text).toContain('alpha 0.1 hidden [64,64] epsilon {&quot;start&quot;:1,&quot;end&quot;:0.05} activation tanh');
  expect(text).toContain('No hyperparameters.');
  expect(text).toContain('percentile bootstrap over runs, not over episodes');
});

test('the best agent of each environment, and no other, is in bold', () => {
  const html = reportHtml(report({ summary: [line({ iqm: NaN }), line({ agent: 'best', iqm: 90 }), line({ agent: 'worse' }), line({ env: 'Other', agent: 'alone' })] }));
  expect([...html.matchAll(/<tr class="best"><th scope="row">(.*?)</g)].map((match) => match[1])).toEqual(['best']);
});

test('a single run has no interval', () => {
  const text = textOf(reportHtml(report({ summary: [line({ runs: 1, std: NaN, ciLow: 81.234, ciHigh: 81.234 })], runs: [run({ seeds: [7] })] })));
  expect(text).toContain('q-learning 1 81.23 one run 62.7');
  expect(text).toContain('one run (seed 7) each');
});

test('runs that differ in their environment alone are told once', () => {
  const html = reportHtml(report({ runs: [run({}), run({ env: 'FrozenLake-v1' }), run({ env: 'Taxi-v3', options: { alpha: 0.2 } })] }));
  expect([...html.matchAll(/<h3>q-learning <span class="quiet">(.*?)</g)].map((match) => match[1])).toEqual(['on CarStreet-v0 and FrozenLake-v1', 'on Taxi-v3']);
});

test('files beside the page are linked and explained', () => {
  const html = reportHtml(report({ files: ['episodes.csv', 'odd name?.csv'] }));
  expect(html).toContain('<a href="episodes.csv"><code>episodes.csv</code></a> every training episode of every run');
  expect(html).toContain('<a href="odd%20name%3F.csv">');
});

describe('the page', () => {
  const evil = `</style></title><script>alert("1")</script><img src=x onerror='1'>&`;
  const html = reportHtml(report({
    title: evil, description: evil, summary: [line({ env: evil, agent: evil, outcomes: `${evil} 500` })],
    runs: [run({ env: evil, agent: evil, options: { [evil]: evil, nested: { [evil]: [evil] } } })],
    pictures: [{ title: evil, svg: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' }], files: [evil],
  }));

  test('escapes every text', () => {
    expect(html).not.toMatch(/<script|<img src=x/);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html.match(/<\/title>/g)).toHaveLength(1);
  });

  test('needs no network: it links to its neighbours alone, and forbids the rest', () => {
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|<link|src="(?!data:)/);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  });

  test('is the same for the same results', () => expect(reportHtml(report({}))).toBe(reportHtml(report({}))));

  test('is made for dark rooms and for paper too', () => {
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain('@media print');
  });
});

test('pictures are images of their own and the curves part of the page, without an XML declaration', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><rect id="a"/></svg>';
  const html = reportHtml(report({ curvesSvg: `<?xml version="1.0"?>\n${svg}\n`, pictures: [{ title: 'Drive', svg }] }));
  expect(html).toContain(`<figure class="curves">\n${svg}\n</figure>`);
  expect(html).toContain(`<img src="data:image/svg+xml,${encodeURIComponent(svg).replaceAll("'", '&#39;')}" alt="Drive">`);
  expect(html).not.toContain('<?xml');
});
