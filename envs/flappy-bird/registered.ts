import type { EnvSpec } from '../registry.ts';
import { flappyBird as rules } from './flappy-bird.ts';

/** The bird and its pipes. */
export const flappyBird: readonly EnvSpec[] = [
  {
    id: 'FlappyBird-v0',
    description: 'A bird that falls and flaps flies through gaps in pipes.',
    entryPoint: rules,
    maxEpisodeSteps: 40_000,             // 1,110 pipes
    rewardThreshold: 4600,               // 1,000 pipes
  },
];
