import { createHash } from 'node:crypto';
import { appendFileSync, createReadStream, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pairsOf, runsOf, type Experiment, type RunSpec } from '../experiment/experiment.ts';
import { FINALS } from '../run/run-folder.ts';
import { inThreads } from '../threads/threaded-course.ts';
import { VERSION } from '../version.ts';
import { writeAtomically } from '../checkpoint.ts';
import { csvText, readCsv } from './csv.ts';
import { curvesOf, summaryOf } from './curves.ts';
import { asSummary, finalSummaryOf, scoresOf } from './finals.ts';
import type { RunRemarks } from './remarks.ts';
import { reportHtml } from './report.ts';
import type { ResultsFolder } from './results-folder.ts';
import {
  costColumns, curveColumns, episodeColumns, evaluationColumns, finalColumns, finalSummaryColumns, scoreColumns, summaryColumns,
  type EvaluationRow, type FinalRow, type FinalSummaryRow, type SummaryRow,
} from './rows.ts';

export interface Picture {
  readonly title: string;
  readonly svg: string;
}

/** The files that tell of all runs together, in the order in which the report lists them. */
export const FILES = ['summary.csv', 'curves.csv', 'evaluations.csv', 'episodes.csv', 'curves.svg', 'costs.csv', 'manifest.json', 'experiment.yaml'] as const;
const HASHED = ['episodes.csv', 'evaluations.csv', 'curves.csv', 'summary.csv'] as const;
/** The same, of the last evaluation where it is played both ways. */
const FINAL_FILES = ['final-summary.csv', 'final-scores.csv', 'final-episodes.csv'] as const;

export interface Published {
  readonly summary: readonly SummaryRow[];
  /** Where the last evaluation is played both ways. */
  readonly finals?: readonly FinalSummaryRow[];
}

/** Some of an experiment's runs, where others have diverged. */
export interface Part {
  readonly runs: readonly RunSpec[];
  /** Of each run that has, what there is to say. */
  readonly diverged: readonly string[];
}

/** Makes all that tells of the runs together from the files of each, and the manifest last. Of a part there is no manifest: the results are not whole. */
export async function publish(
  folder: ResultsFolder, experiment: Experiment, picturesOf: (summary: readonly SummaryRow[]) => readonly Picture[], part?: Part,
): Promise<Published> {
  const both = experiment.evaluation.final === 'both', specs = part?.runs ?? runsOf(experiment), runs = specs.map((spec) => folder.run(spec));
  const files = [...(both ? FINAL_FILES : []), ...FILES].filter((name) => !(part && name === 'manifest.json'));
  const gather = (table: 'episodes' | 'evaluations' | 'costs' | typeof FINALS, columns: object) => {
    const path = folder.file(`${table}.csv`), temporary = `${path}.writing`, header = csvText(columns as typeof episodeColumns, []);
    writeFileSync(temporary, header);
    for (const run of runs) appendFileSync(temporary, run.read(table).slice(header.length));
    renameSync(temporary, path);
  };
  gather('episodes', episodeColumns);
  gather('evaluations', evaluationColumns);
  gather('costs', costColumns);

  const evaluations = readCsv<EvaluationRow>(evaluationColumns, readFileSync(folder.file('evaluations.csv'), 'utf8'));
  const curves = curvesOf(evaluations), summary = summaryOf(evaluations);
  writeAtomically(folder.file('curves.csv'), csvText(curveColumns, curves));
  writeAtomically(folder.file('summary.csv'), csvText(summaryColumns, summary));

  const finals = both ? publishFinals() : undefined;

  const { curvesSvg } = await import('./plot.ts');                  // heavy, and needed here only
  const remarks = specs.flatMap((spec, i): (RunRemarks & { steps: number })[] => {
    const told = runs[i].remarks, { environment, agent, seed, steps } = spec;
    return Object.keys(told).length === 0 ? [] : [{ env: environment.label, agent: agent.label, seed, steps, ...told }];
  });
  const svg = curvesSvg(curves, { title: experiment.name });
  writeAtomically(folder.file('curves.svg'), svg);
  writeAtomically(folder.file('report.html'), reportHtml({
    title: experiment.name,
    ...(experiment.description !== undefined && { description: experiment.description }),
    summary: finals ? asSummary(finals) : summary, curvesSvg: svg, pictures: picturesOf(summary), files, remarks,
    ...(part && { diverged: part.diverged }),
    runs: pairsOf(experiment).filter(isPublished).map(({ environment, agent }) => (
      { env: environment.label, agent: agent.label, options: { ...agent.options, rows: agent.rows }, steps: agent.steps ?? experiment.steps, seeds: experiment.seeds }
    )),
  }));
  if (!part) folder.writeManifest(await manifestOf(folder, experiment, both ? [...HASHED, ...FINAL_FILES] : HASHED, remarks));
  return { summary, ...(finals && { finals }) };

  function isPublished(pair: Pick<RunSpec, 'environment' | 'agent'>): boolean {
    return specs.some(({ environment, agent }) => environment.label === pair.environment.label && agent.label === pair.agent.label);
  }

  function publishFinals(): FinalSummaryRow[] {
    gather(FINALS, finalColumns);
    const episodes = readCsv<FinalRow>(finalColumns, readFileSync(folder.file(`${FINALS}.csv`), 'utf8')), finals = finalSummaryOf(experiment, episodes);
    writeAtomically(folder.file('final-scores.csv'), csvText(scoreColumns, scoresOf(episodes)));
    writeAtomically(folder.file('final-summary.csv'), csvText(finalSummaryColumns, finals));
    return finals;
  }
}

/**
 * What these results are and how to know them again. No clock, no host: the same experiment gives the same manifest, unless it says of an agent
 * that its runs are not reproducible.
 */
async function manifestOf(
  folder: ResultsFolder, experiment: Experiment, hashed: readonly string[], remarks: readonly RunRemarks[],
): Promise<string> {
  const sha256: Record<string, string> = {};
  for (const name of hashed) sha256[name] = await hashOf(folder.file(name));
  const chance = experiment.agents.filter(inThreads).map(({ label }) => [label, false]);
  const reproducible = chance.length > 0 ? { reproducible: Object.fromEntries(chance) as Record<string, false> } : {};
  const manifest = {
    format: 1, gymnase: VERSION, experiment: await withoutPaths(experiment), ...reproducible, ...(remarks.length > 0 && { remarks }), sha256,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Modules are told by their names and content: where they lie is the host's. */
async function withoutPaths(experiment: Experiment): Promise<object> {
  if (!experiment.import) return experiment;
  const modules: object[] = [];
  for (const path of experiment.import) modules.push({ file: basename(path), sha256: await hashOf(path) });
  return { ...experiment, import: modules };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
