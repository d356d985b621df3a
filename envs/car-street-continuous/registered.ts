import { MAPS } from '../car-street/maps.ts';
import type { EnvSpec } from '../registry.ts';
import { TRAINING_SEEDS, continuousActionStreet, continuousStreet } from './car-street-continuous.ts';

const street = {
  maxEpisodeSteps: 500,
  options: {
    map: { default: 'random', values: ['random', ...Object.keys(MAPS)], description: 'random streets, a built-in one, or one drawn as text: # building, . road, = crosswalk, ^ > v < start, D destination' },
    mapSeeds: { default: TRAINING_SEEDS, description: 'the seeds of random streets, [from, to): test on others than you train on, say [10000, 11000]' },
    people: { default: true, description: 'whether anybody crosses' },
    shapingGamma: { default: 1, description: 'gamma of the shaping reward gamma Phi(S\') - Phi(S), [0, 1]' },
  },
};

/** The street with a car that has speed and steering. */
export const carStreetContinuous: readonly EnvSpec[] = [
  { id: 'CarStreetContinuous-v0', description: 'A car with speed and steering in a street with pedestrians, by four actions.', entryPoint: continuousStreet, rewardThreshold: 8, ...street },
  { id: 'CarStreetContinuousAction-v0', description: 'The same car, by steering wheel and pedals.', entryPoint: continuousActionStreet, rewardThreshold: 11, ...street },
];
