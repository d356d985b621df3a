import { agentOptions, agentSpec, streamsOf } from 'gymnase/agents';
import { makeRows, type Snapshot } from 'gymnasium-js';
import { train } from '../../../runners/train.ts';
import { goldenTraining, kinkedTraining } from '../../nets/golden.ts';
import { Digest } from './digest.ts';
import type { Goldens } from './golden.ts';

const ROWS = 4, STEPS = 4000;
const SEEN = { normalizeObservation: true, normalizeReward: true };

/** What is trained: discrete actions, those of a Gaussian, and with noise that depends on the state. */
const runs: readonly [agent: string, id: string, options: Record<string, unknown>][] = [
  ['a2c', 'CartPole-v1', { netArch: [32, 16], entCoef: 0.01 }],
  ['a2c', 'Pendulum-v1', { ...SEEN, netArch: [32], useSde: true, orthoInit: false, nSteps: 8 }],
  ['ppo', 'Acrobot-v1', { ...SEEN, netArch: [16, 16], nSteps: 64, batchSize: 48, nEpochs: 2, learningRate: 'lin_0.001' }],
  ['ppo', 'MountainCarContinuous-v0', { netArch: [16], sharedTorso: true, nSteps: 64, nEpochs: 2, clipRangeVf: 0.2, targetKl: 0.05 }],
];

/** The returns of all episodes of a training, and the parameters that it ends with. */
function learned(name: string, id: string, given: Record<string, unknown>): string {
  const env = makeRows(id, { rows: ROWS, maxEpisodeSteps: 200 }), spec = agentSpec(name), digest = new Digest();
  const agent = spec.create(env, { rows: ROWS, budget: STEPS, stream: streamsOf(11), options: agentOptions(spec, given) });
  env.reset(11);
  for (const event of train(agent, env, { steps: STEPS })) if (event.kind === 'episode') digest.add([event.step, event.row, event.return]);
  const { memory } = agent.save() as { memory: { actor: Snapshot } };
  return digest.add(memory.actor.parameters as Float32Array).hex();
}

export const networks: Goldens = {
  'network: 200 steps of training': () => new Digest().add(new Float32Array(goldenTraining().buffer)).hex(),
  'network: the other layers and optimizers': () => new Digest().add(new Float32Array(kinkedTraining().buffer)).hex(),
  ...Object.fromEntries(runs.map(([name, id, options]) => [`network: ${name}, ${id}`, () => learned(name, id, options)])),
};
