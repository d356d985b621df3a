import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { makeRows } from 'gymnasium-js';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { genomeFromJson, genomePolicy, type GenomeJson, type NeatGenome, type Policy } from '../../agents/index.ts';
import { wasmBackend } from '../../nets/index.ts';
import { resolveExperiment, runsOf, type RunSpec } from '../../runners/experiment/experiment.ts';
import { runExperiment } from '../../runners/experiment/run-experiment.ts';
import { main } from '../../runners/main.ts';
import { networkNames } from '../../runners/names.ts';
import { genomeFiles, type GenomeFiles } from '../../runners/results/genome-files.ts';
import { ResultsFolder } from '../../runners/results/results-folder.ts';
import { trainedAgent } from '../../runners/results/trained.ts';
import { shapeOf, wildlife } from '../agents/evolution/neat/genomes.ts';
import { testFolder } from './folders.ts';
import { faultOfXml } from './xml.ts';

const at = testFolder();
/** Structures that have grown: nodes and connections come often, some recurrent. */
const wild = { validationEpisodes: 1, nodeAddProb: 0.3, connAddProb: 0.5 }, AGENTS = [
  { name: 'neat', label: 'forward', rows: 20, options: { ...wild, feedForward: true, recurOnlyProb: 0 } },
  { name: 'neat', label: 'recurrent', rows: 20, options: { ...wild, feedForward: false, recurOnlyProb: 0.5 } },
  { name: 'neat', label: 'tanh', rows: 20, options: { ...wild, activationDefault: 'tanh', bias: 0 } },
];
const EXPERIMENT = resolveExperiment({
  name: 'x', environments: ['CartPole-v1', 'Pendulum-v1', 'CliffWalking-v1'], seeds: [1], steps: 30_000, agents: AGENTS,
  evaluation: { every: 30_000, episodes: 1, finalEpisodes: 1 },
});

beforeAll(async () => { await runExperiment(EXPERIMENT, { out: at('results') }); }, 60_000);

async function gymnase(...words: string[]): Promise<{ code: number; err: string }> {
  const said: string[] = [], error = vi.spyOn(console, 'error').mockImplementation((text) => { said.push(String(text)); });
  const spies = [error, vi.spyOn(process.stdout, 'write').mockImplementation(() => true)];
  const code = await main(words);
  for (const spy of spies) spy.mockRestore();
  return { code, err: said.join('\n') };
}

interface About {
  observation: { columns: ('number' | { oneOf: number; from: number })[] };
  network: { inputs: number[]; bias?: { node: number; value: number }; outputs: number[]; activation: string; rule: string };
  action: { rule: string; scale?: number[]; shift?: number[]; low?: number[]; high?: number[] };
}

type Files = Pick<GenomeFiles, 'genome.json' | 'policy.json'>;
type Damage = (genome: GenomeJson, about: About) => void;
const filesIn = (folder: string): Files => {
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
  return { 'genome.json': read('genome.json'), 'policy.json': read('policy.json') };
};

/** What somebody does who has the two files and what policy.json says. Nothing of gymnase. */
function application(files: Files, damage: Damage = () => {}) {
  const about = JSON.parse(files['policy.json']) as About, genome = JSON.parse(files['genome.json']) as GenomeJson;
  damage(genome, about);
  const { inputs, bias, outputs, activation, rule } = about.network;
  const stepwise = rule.startsWith('A step computes every other node from what all were a step before');
  const f = { '1 / (1 + exp(-4.9 x))': (x: number) => 1 / (1 + Math.exp(-4.9 * x)), 'tanh(x)': Math.tanh }[activation]!;
  const sensors = new Set([...inputs, ...(bias ? [bias.node] : [])]), genes = genome.genes.filter(({ enabled }) => enabled);
  const nodes = [...new Set([...outputs, ...genes.map(({ to }) => to)])];

  /** Enabled genes from the nearest sensor. */
  const away = new Map([...sensors].map((node) => [node, 0]));
  for (let changed = true; changed;) {
    changed = false;
    for (const { from, to } of genes) {
      const d = (away.get(from) ?? Infinity) + 1;
      if (d < (away.get(to) ?? Infinity)) { away.set(to, d); changed = true; }
    }
  }
  const sum = (node: number, value: (node: number) => number) => (
    f(genes.filter(({ to }) => to === node).reduce((x, { from, weight }) => x + weight * value(from), 0))
  );

  let before = new Map<number, number>(), step = 0;
  const says = (features: number[]): number[] => {
    const now = new Map([...inputs.map((node, i) => [node, features[i]] as const), ...(bias ? [[bias.node, bias.value] as const] : [])]);
    if (!stepwise) {
      const value = (node: number): number => {
        if (!now.has(node)) now.set(node, away.has(node) ? sum(node, value) : 0);
        return now.get(node)!;
      };
      return outputs.map(value);
    }
    const turns = step > 0 || rule.endsWith('(only one)') ? 1 : Math.max(1, ...outputs.map((node) => away.get(node) ?? 0));
    for (let turn = 0; turn < turns; turn++) {
      step++;
      const old = new Map([...before, ...now]);               // nodes as they were, sensors as they are
      before = new Map(nodes.map((node) => [node, (away.get(node) ?? Infinity) <= step ? sum(node, (one) => old.get(one) ?? 0) : 0]));
    }
    return outputs.map((node) => before.get(node)!);
  };
  return (observation: ArrayLike<number>): number[] => {
    const features = about.observation.columns.flatMap((column, k) => (
      column === 'number' ? [observation[k]] : Array.from({ length: column.oneOf }, (_, i) => Number(observation[k] - column.from === i))
    ));
    const said = says(features).map(Math.fround), { rule: decide, scale, shift, low, high } = about.action;
    if (decide.startsWith('the index of the largest')) return [said.indexOf(Math.max(...said))];
    return said.map((u, k) => Math.min(high![k], Math.max(low![k], u * scale![k] + shift![k])));
  };
}

const specOf = (env: string, agent: string) => runsOf(EXPERIMENT).find(({ environment, agent: { label } }) => environment.label === env && label === agent)!;
const champion = (spec: RunSpec) => trainedAgent(new ResultsFolder(at('results')), spec, wasmBackend).agent.policy();
const exported = async (env: string, agent: string) => {
  const out = at(`${env} ${agent}`);
  expect(await gymnase('export', at('results'), '--env', env, '--agent', agent, '--out', out)).toEqual({ code: 0, err: '' });
  return out;
};

/** The largest difference between the champion's actions, over an episode of its own, and those of others in the same situations. */
function difference(spec: RunSpec, other: (observation: Float32Array) => ArrayLike<number>): number {
  const env = makeRows(spec.environment.id, { rows: 1, role: 'final' }), policy = champion(spec);
  let most = 0;
  env.reset(8);
  for (let t = 0; t < 200; t++) {
    env.advance();
    policy.act(env, env.action);
    const theirs = other(env.observation.slice());
    for (let k = 0; k < env.action.length; k++) most = Math.max(most, Math.abs(theirs[k] - env.action[k]));
    env.step();
    if (env.terminated[0] === 1 || env.truncated[0] === 1) break;
  }
  return most;
}

/** Acts in the situations of the first episode of a row, which it is shown one after another. */
function following(policy: Policy, actions: number): (observation: Float32Array) => Float32Array {
  const action = new Float32Array(actions);
  let isFirst = 1;
  return (observation) => {
    policy.act({ rows: 1, observation, first: Uint8Array.of(isFirst), playing: Uint8Array.of(1) }, action);
    isFirst = 0;
    return action;
  };
}

const cases = EXPERIMENT.environments.flatMap(({ label }) => AGENTS.map((agent) => [label, agent.label] as const));

describe('The champion of NEAT', () => {
  test.each(cases)('on %s, %s acts elsewhere as policy.json says as it does here', async (env, agent) => {
    expect(difference(specOf(env, agent), application(filesIn(await exported(env, agent))))).toBeLessThan(env === 'Pendulum-v1' ? 1e-6 : 1e-300);
  });

  test.each(cases)('on %s, %s is read from genome.json and acts the same, to the bit', async (env, agent) => {
    const genome = genomeFromJson(readFileSync(`${await exported(env, agent)}/genome.json`, 'utf8')), world = makeRows(env, { rows: 1 });
    expect(difference(specOf(env, agent), following(genomePolicy(genome, world), world.actionSpace.rowSize))).toBe(0);
  });

  test('is drawn with the names of what it sees and does', async () => {
    const out = await exported('CartPole-v1', 'forward'), drawn = readFileSync(`${out}/network.svg`, 'utf8'), text = textOf(drawn);
    expect(readdirSync(out).sort()).toEqual(['genome.json', 'network.svg', 'policy.json']);
    expect(faultOfXml(drawn)).toBeUndefined();
    for (const name of ['position', 'velocity', 'angle', 'turning', 'bias 1', 'push left', 'push right']) expect(text).toContain(name);
    expect(JSON.parse(readFileSync(`${out}/policy.json`, 'utf8'))).toMatchObject({
      trained: { environment: 'CartPole-v1', agent: 'neat', seed: 1, steps: 30_000 }, observation: { names: ['position', 'velocity', 'angle', 'turning'] },
      network: { inputs: [0, 1, 2, 3], bias: { node: 4, value: 1 }, outputs: [5, 6], names: ['push left', 'push right'] },
    });
  });

  test('does not go among the files of another export', async () => {
    const out = await exported('CartPole-v1', 'forward');
    writeFileSync(`${out}/model.json`, '{}');
    const refusal = `gymnase: ${out} holds other files already. Give --out another folder.`;
    expect(await gymnase('export', at('results'), '--env', 'CartPole-v1', '--out', out)).toEqual({ code: 2, err: refusal });
    expect(existsSync(`${out}/genome.json`)).toBe(true);
  });
});

const textOf = (drawn: string) => [...drawn.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);

describe('Genomes after many mutations', () => {
  const spec = specOf('Pendulum-v1', 'forward'), world = makeRows('Pendulum-v1', { rows: 1 });
  const grown = (feedForward: boolean): NeatGenome[] => {
    const genomes: NeatGenome[] = [];
    wildlife(3, shapeOf({ inputs: 3, feedForward }), 900, (genome) => { if (genome.structure.hidden.length > 3) genomes.push(genome); });
    return genomes.filter((_, i) => i % 5 === 0).slice(0, 60).map(({ structure, weights, enabled }, i) => ({
      structure, weights: weights.map((weight) => 0.2 * weight),         // so small that no node says 0 or 1 whatever it hears
      // The output of every other is two genes away at least.
      enabled: enabled.map((one, g) => (i % 2 === 1 && structure.from[g] < 4 && structure.to[g] === 4 ? 0 : one)),
    }));
  };

  /** The share of genomes that act as somebody else says, within 1e-6, in eight steps. */
  function alike(genomes: readonly NeatGenome[], damage?: Damage): number {
    const x = (t: number) => Float32Array.of(Math.fround(Math.sin(t)), Math.fround(Math.cos(3 * t)), Math.fround(t - 4));
    return genomes.filter((genome) => {
      const policy = genomePolicy(genome, world), here = following(policy, 1), there = application(genomeFiles(spec, policy, world), damage);
      return Array.from({ length: 8 }, (_, t) => Math.abs(here(x(t))[0] - there(x(t))[0])).every((difference) => difference < 1e-6);
    }).length / genomes.length;
  }

  test.each([true, false])('act elsewhere as policy.json says as they do here (feed-forward: %s)', (feedForward) => {
    const genomes = grown(feedForward);
    expect(genomes.length).toBe(60);
    expect(alike(genomes)).toBe(1);
  });

  test.each<[string, number, Damage]>([
    ['with another activation', 0, (_, { network }) => { network.activation = 'tanh(x)'; }],
    ['with one weight of another sign', 0.5, ({ genes }) => {
      const gene = genes.find(({ enabled, to }) => enabled && to === 4)! as { weight: number };
      gene.weight *= -1;
    }],
    ['with their disabled genes too', 0.5, ({ genes }) => { for (const gene of genes) (gene as { enabled: boolean }).enabled = true; }],
    ['with one step for the first observation', 0.7, (_, { network }) => { network.rule += ' (only one)'; }],
    ['with actions that are not stretched', 0, (_, { action }) => { action.scale = [1]; action.shift = [0]; }],
  ])('%s act otherwise', (_, most, damage) => {
    expect(alike(grown(false), damage)).toBeLessThanOrEqual(most);
  });
});

test('every number that a network sees or says has a name, by the environment\'s words where there are some', () => {
  const names = (id: string) => networkNames(id, makeRows(id, { rows: 1 }));
  expect(names('CliffWalking-v1').outputs).toEqual(['up', 'right', 'down', 'left']);
  expect(new Set(names('CliffWalking-v1').inputs).size).toBe(48);
  const cards = names('Blackjack-v1').inputs.filter((name) => /^dealer|^ace/.test(name));
  expect(cards).toEqual([...Array.from({ length: 11 }, (_, i) => `dealer = ${i}`), 'ace = 0', 'ace = 1']);
  expect(names('CarStreetContinuous-v0').inputs.slice(34)).toEqual([
    'approach 90°', 'approach 180°', 'way 1 ahead', 'way 1 right', 'way 2 ahead', 'way 2 right', 'way 4 ahead', 'way 4 right', 'road left', 'speed',
  ]);
  expect(names('Bandit-v0')).toEqual({ inputs: ['state = 0'], outputs: Array.from({ length: 10 }, (_, i) => `action ${i}`) });
  expect(names('Pendulum-v1')).toEqual({ inputs: ['cos', 'sin', 'turning'], outputs: ['torque'] });
});
