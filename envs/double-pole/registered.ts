import type { EnvSpec } from '../registry.ts';
import { doublePole as rules } from './double-pole.ts';

const reward = {
  default: 'steps', values: ['steps', 'damped'],
  description: 'steps: 1 a step; damped: what adds up to 0.1 t/1000 + 0.9 (0.75 / jiggle), the fitness without velocities',
};

/** NEAT's experiments with two poles. */
export const doublePole: readonly EnvSpec[] = [
  {
    id: 'DoublePole-v0',
    description: 'Two poles balance on a cart. Stanley & Miikkulainen (2002).',
    entryPoint: rules,
    maxEpisodeSteps: 100_000,
    options: { reward },
  },
  {
    id: 'DoublePoleNoVelocity-v0',
    description: 'Two poles balance on a cart whose velocities are not seen.',
    entryPoint: (options) => rules({ ...options, velocities: false }),
    maxEpisodeSteps: 1000,
    options: { reward },
  },
];
