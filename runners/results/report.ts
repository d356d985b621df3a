import { decimalsFor, escapeXml, fixed, highest, percent } from './format.ts';
import { readOutcomes } from './outcomes.ts';
import { toldOf, type RunRemarks } from './remarks.ts';
import { style } from './report-style.ts';
import type { SummaryRow } from './rows.ts';

/** One agent in one environment, as it was trained. */
export interface ReportRun {
  readonly env: string;
  readonly agent: string;
  /** Every hyperparameter, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Environment steps of each run. */
  readonly steps: number;
  readonly seeds: readonly number[];
}

export interface Report {
  readonly title: string;
  readonly description?: string;
  readonly summary: readonly SummaryRow[];
  /** What `curvesSvg` drew. It becomes part of the page as it is. */
  readonly curvesSvg: string;
  readonly runs: readonly ReportRun[];
  /** Whole SVG files. */
  readonly pictures: readonly { readonly title: string; readonly svg: string }[];
  /** Names of the files that lie beside the report. */
  readonly files: readonly string[];
  /** Where the report tells of some runs only, since others have diverged: of each of these, what there is to say. */
  readonly diverged?: readonly string[];
  /** Of runs of which there is more to tell than their numbers, with the steps of their budgets. */
  readonly remarks?: readonly (RunRemarks & { readonly steps: number })[];
}

/**
 * An experiment as one HTML page that needs nothing else: no network, no scripts. It knows no clock, no host and no costs, so that the same
 * results give the same page.
 */
export function reportHtml(report: Report): string {
  const { title, description, summary, pictures } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${escapeXml(title)}</h1>
${description ? `<p class="lead">${escapeXml(description)}</p>\n` : ''}<p class="quiet">${escapeXml(compared(report.runs))}</p>
</header>
${divergedSection(report)}<section>
<h2>Final performance</h2>
${resultsTable(summary)}</section>
${remarksSection(report)}<section>
<h2>Reward curves</h2>
<figure class="curves">
${inline(report.curvesSvg)}
</figure>
</section>
${pictures.length === 0 ? '' : `<section>\n<h2>Pictures</h2>\n<div class="pictures">\n${pictures.map(pictureOf).join('')}</div>\n</section>\n`}<section>
<h2>Hyperparameters</h2>
${alike(report.runs).map(settingsOf).join('')}</section>
${methodSection(report)}</main>
</body>
</html>
`;
}

/** Who is missing, and why. */
function divergedSection({ diverged = [] }: Report): string {
  if (diverged.length === 0) return '';
  const these = `${diverged.length === 1 ? 'One run has' : `${diverged.length} runs have`} diverged`;
  return `<section>
<h2>What is missing</h2>
<p>${these}, so this page tells only of those agents, in each environment, all of whose runs are done: the others' means would be of the seeds that went well.</p>
<ul>
${diverged.map((words) => `<li>${escapeXml(words.split('\n', 1)[0])}</li>\n`).join('')}</ul>
</section>
`;
}

/** Who had nothing left to do, and what else has happened. */
function remarksSection({ remarks = [] }: Report): string {
  if (remarks.length === 0) return '';
  const lines = remarks.map(({ env, agent, seed, steps, ...told }) => {
    const words = toldOf(told, steps, thousands).join('; ');
    return `<li>${escapeXml(`${agent} on ${env}, seed ${seed}, ${words}`)}.</li>\n`;
  });
  const early = 'A run that finishes early is not played on: its last evaluation is of what it had come to, and stands at the end of its budget.';
  return `<section>
<h2>What happened on the way</h2>
<ul>
${lines.join('')}</ul>
${remarks.some(({ finished }) => finished) ? `<p class="quiet">${early}</p>\n` : ''}</section>
`;
}

/** What was compared, in a sentence. */
function compared(runs: readonly ReportRun[]): string {
  const agents = unique(runs.map((run) => run.agent)), environments = unique(runs.map((run) => run.env));
  const seeds = unique(runs.map((run) => seedsText(run.seeds))), steps = unique(runs.map((run) => run.steps));
  const each = seeds.length === 1 ? `${seeds[0]} each` : 'seeds as listed below';
  const length = steps.length === 1 ? `${thousands(steps[0]!)} environment steps a run` : 'environment steps as listed below';
  return `${listed(agents)} on ${listed(environments)}; ${each}, ${length}.`;
}

/** "one run (seed 7)", "5 runs (seeds 0–4)". */
function seedsText(seeds: readonly number[]): string {
  const row = seeds.every((seed, k) => seed === seeds[0]! + k);
  if (seeds.length === 1) return `one run (seed ${seeds[0]})`;
  return `${seeds.length} runs (seeds ${row && seeds.length > 2 ? `${seeds[0]}–${seeds.at(-1)}` : seeds.join(', ')})`;
}

function resultsTable(summary: readonly SummaryRow[]): string {
  const environments = unique(summary.map((row) => row.env));
  return `<table class="results">
<thead><tr><th scope="col">agent</th><th scope="col" class="number">runs</th><th scope="col" class="number">return</th>`
    + `<th scope="col" class="number">95&#8239;% interval</th><td class="whisker"></td><th scope="col" class="number">length</th><th scope="col">outcomes</th></tr></thead>
${environments.map((env) => resultsOf(env, summary.filter((row) => row.env === env))).join('')}</table>
`;
}

function resultsOf(env: string, rows: readonly SummaryRow[]): string {
  const finite = rows.flatMap((row) => [row.iqm, row.ciLow, row.ciHigh]).filter(Number.isFinite);
  const low = Math.min(...finite), high = Math.max(...finite), decimals = decimalsFor(finite);
  const best = highest(rows.map((row) => row.iqm));
  const lines = rows.map((row) => `<tr${rows.length > 1 && row.iqm === best ? ' class="best"' : ''}>`
    + `<th scope="row">${escapeXml(row.agent)}</th><td class="number">${row.runs}</td>`
    + `<td class="number score">${signed(row.iqm, decimals)}</td><td class="number">${intervalText(row, decimals)}</td>`
    + `<td class="whisker">${whisker(row, low, high)}</td>`
    + `<td class="number">${signed(row.meanLength, row.meanLength < 100 ? 1 : 0)}</td><td class="outcomes">${outcomesHtml(row)}</td></tr>\n`);
  return `<tbody>
<tr class="environment"><th colspan="7" scope="rowgroup">${escapeXml(env)}</th></tr>
${lines.join('')}</tbody>
`;
}

function intervalText(row: SummaryRow, decimals: number): string {
  return row.runs > 1 ? `${signed(row.ciLow, decimals)} to ${signed(row.ciHigh, decimals)}` : '<span class="quiet">one run</span>';
}

/** The interval as a line with the return as a dot on it, on the scale of its environment. */
function whisker(row: SummaryRow, low: number, high: number): string {
  if (![row.iqm, row.ciLow, row.ciHigh].every(Number.isFinite)) return '';
  const x = (value: number) => (high > low ? 4 + 112 * (value - low) / (high - low) : 60).toFixed(1);
  return `<svg viewBox="0 0 120 12" width="120" height="12" aria-hidden="true"><path d="M0,6H120" stroke-opacity="0.15"/>`
    + `<path d="M${x(row.ciLow)},6H${x(row.ciHigh)}" stroke-width="2"/><circle cx="${x(row.iqm)}" cy="6" r="3.5"/></svg>`;
}

function outcomesHtml(row: SummaryRow): string {
  return readOutcomes(row.outcomes)
    .map(({ name, count }) => `<span>${escapeXml(name)}&nbsp;${escapeXml(percent(count, row.episodes)).replace('%', '&#8239;%')}</span>`).join(', ');
}

/** A picture is an image of its own: what its file defines cannot meddle with the page or with other pictures. */
function pictureOf({ title, svg }: { title: string; svg: string }): string {
  const source = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return `<figure><img src="${escapeXml(source)}" alt="${escapeXml(title)}"><figcaption>${escapeXml(title)}</figcaption></figure>\n`;
}

interface Settings { readonly agent: string; readonly environments: string[]; readonly run: ReportRun }

/** Runs of one agent that differ in their environment alone are told together. */
function alike(runs: readonly ReportRun[]): Settings[] {
  const found = new Map<string, Settings>();
  for (const run of runs) {
    const key = JSON.stringify([run.agent, run.options, run.steps, run.seeds]);
    const settings = found.get(key);
    if (settings) settings.environments.push(run.env); else found.set(key, { agent: run.agent, environments: [run.env], run });
  }
  return [...found.values()];
}

function settingsOf({ agent, environments, run }: Settings): string {
  const options = Object.entries(run.options).map(([name, value]) =>
    `<div><dt>${escapeXml(name)}</dt><dd>${escapeXml(valueText(value))}</dd></div>\n`);
  return `<div class="settings">
<h3>${escapeXml(agent)} <span class="quiet">on ${escapeXml(listed(unique(environments)))}</span></h3>
<p class="quiet">${escapeXml(seedsText(run.seeds))}, ${thousands(run.steps)} environment steps each</p>
${options.length === 0 ? '<p>No hyperparameters.</p>\n' : `<dl>\n${options.join('')}</dl>\n`}</div>
`;
}

/** Null: something else says what it is, as the option's description tells. */
const valueText = (value: unknown): string => typeof value === 'string' ? value : value === null ? 'not set' : JSON.stringify(value) ?? 'none';

const FILES: Readonly<Record<string, string>> = {
  'experiment.yaml': 'the experiment, every default filled in',
  'episodes.csv': 'every training episode of every run',
  'evaluations.csv': 'every evaluation episode, from which all numbers of this page come',
  'curves.csv': 'the reward curves as numbers',
  'summary.csv': 'the final performance as numbers',
  'final-summary.csv': 'the final performance as numbers, greedy and with drawn actions, and how many runs reach the threshold',
  'final-scores.csv': 'the same of each run',
  'final-episodes.csv': 'the episodes that both come from',
  'curves.svg': 'the reward curves as a picture',
  'manifest.json': 'versions, seeds, hyperparameters, and the SHA-256 of each CSV file',
  'costs.csv': 'time and memory of each run; it differs from one execution to the next',
};

function methodSection({ files, summary }: Report): string {
  const single = summary.some((row) => row.runs === 1) ? ' A single run has no interval.' : '';
  return `<section class="method">
<h2>How the numbers are made</h2>
<p>An evaluation plays whole episodes with a frozen copy of the agent, in an environment and with random numbers of its own. The score of a run is
its mean undiscounted return over the episodes of one evaluation; the final performance is the last evaluation. <em>Return</em> is the interquartile mean of the
scores of the runs (IQM: without the lowest and the highest quarter). The <em>95&#8239;% interval</em> is a percentile bootstrap over runs, not over
episodes, since the episodes of one run share its training: it tells how far the IQM could move with other seeds, and with few runs it is rather too narrow.${single}
<em>Length</em> is the mean number of steps in an episode. The best return of each environment is in bold.</p>
<p class="quiet">Agarwal, Schwarzer, Castro, Courville and Bellemare (2021). Deep Reinforcement Learning at the Edge of the Statistical Precipice. <cite>NeurIPS</cite> 34.</p>
${files.length === 0 ? '' : `<h3>Files beside this page</h3>\n<ul>\n${files.map((name) =>
    `<li><a href="${escapeXml(encodeURIComponent(name).replaceAll('%2F', '/'))}"><code>${escapeXml(name)}</code></a>${Object.hasOwn(FILES, name) ? ` ${FILES[name]}` : ''}</li>\n`).join('')}</ul>\n`}</section>
`;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** "a", "a and b", "a, b and c". */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** 1234567 as 1,234,567. */
const thousands = (x: number): string => String(x).replace(/\B(?=(\d{3})+$)/g, ',');

/** With a true minus sign. */
const signed = (x: number, decimals: number): string => fixed(x, decimals).replace('-', '−');

/** An SVG file as part of an HTML page, which takes neither the XML declaration nor the document type. */
const inline = (svg: string): string => svg.replace(/^\s*<\?xml[^>]*\?>|<!DOCTYPE[^>]*>/gi, '').trim();
