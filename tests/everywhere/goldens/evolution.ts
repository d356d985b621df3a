import { agentOptions, agentSpec, streamsOf, type Population } from 'gymnase/agents';
import { makeRows } from 'gymnasium-js';
import { train } from '../../../runners/train.ts';
import { Digest } from './digest.ts';
import type { Goldens } from './golden.ts';

const SPARING = { halvings: 2, episodes: 'exp_1_3', validateMean: true, validationEpisodes: 'lin_2_6' };

/** Who evolves where: choices and forces, the book's operators and the distributions, networks of layers and such that grow. */
const runs: readonly [agent: string, id: string, rows: number, steps: number, options: Record<string, unknown>][] = [
  ['genetic', 'Acrobot-v1', 12, 20_000, { netArch: [8], crossover: 'blend', mutationSigma: 'lin_0.5' }],
  ['genetic', 'Pendulum-v1', 12, 20_000, { netArch: [8], selection: 'roulette', crossover: 'twoPoint', resetRate: 0.05, keepParents: true }],
  ['cma-es', 'MountainCarContinuous-v0', 10, 20_000, { netArch: [4] }],
  ['openai-es', 'Acrobot-v1', 12, 20_000, { netArch: [8] }],
  ['neat', 'FlappyBird-v0', 30, 30_000, {}],
  ['neat', 'Pendulum-v1', 30, 30_000, { preset: 'canonical-large', activationDefault: 'tanh', targetSpecies: 6 }],
  // What helps where luck decides much.
  ['genetic', 'CarStreetContinuousAction-v0', 16, 40_000, { netArch: [], ...SPARING, selection: 'truncation', crossover: 'blend' }],
  ['neat', 'CarStreetContinuousAction-v0', 16, 40_000, {
    ...SPARING, activationDefault: 'tanh', rankSharingPower: 2, mateBlendAlpha: 0.4, weightMutatePower: 'exp_2_0.2', nodeAddProb: 0.2,
  }],
];

/** The returns of all episodes, and the champion that comes of them. */
function evolved(name: string, id: string, rows: number, steps: number, given: Record<string, unknown>): string {
  const env = makeRows(id, { rows, maxEpisodeSteps: 200 }), spec = agentSpec(name), digest = new Digest();
  const agent = spec.create(env, { rows, budget: steps, stream: streamsOf(5), options: agentOptions(spec, given) }) as Population<unknown>;
  env.reset(5);
  for (const event of train(agent, env, { steps })) if (event.kind === 'episode') digest.add([event.step, event.row, event.return]);
  const written = agent.species.write(agent.champion);
  return digest.add(typeof written === 'string' ? [...written].map((c) => c.charCodeAt(0)) : written).hex();
}

export const evolution: Goldens = Object.fromEntries(runs.map(([name, id, ...rest]) => [`evolution: ${name}, ${id}`, () => evolved(name, id, ...rest)]));
