import type { EnvSpec } from '../registry.ts';
import { blackjack } from './blackjack.ts';
import { LAKES } from './frozen-lake-maps.ts';
import { frozenLake } from './frozen-lake.ts';
import { taxi } from './taxi.ts';

const lakeOptions = (mapName: string) => ({
  desc: { default: null, description: 'a map of your own, its lines from the top: S start, F frozen, H hole, G goal' },
  mapName: { default: mapName, values: Object.keys(LAKES), description: 'a built-in map, where there is no desc' },
  isSlippery: { default: true, description: 'on slippery ice a move may go to either side of its direction' },
  successRate: { default: 1 / 3, description: 'chance that a move on slippery ice goes where it was meant to, [0, 1]; the sides share the rest' },
  rewardSchedule: { default: [1, 0, 0], description: 'rewards for coming to the goal, to a hole, to a frozen cell' },
});

/** Gymnasium's toy text environments beside the cliff. */
export const toyText: readonly EnvSpec[] = [
  {
    id: 'FrozenLake-v1',
    description: 'Over a frozen lake to a gift, around the holes, on slippery ice.',
    entryPoint: frozenLake,
    renderFps: 4,
    maxEpisodeSteps: 100,
    rewardThreshold: 0.7,                         // the optimum within the time limit is 0.744
    options: lakeOptions('4x4'),
    kwargs: { mapName: '4x4' },
  },
  {
    id: 'FrozenLake8x8-v1',
    description: 'A larger frozen lake.',
    entryPoint: frozenLake,
    renderFps: 4,
    maxEpisodeSteps: 200,
    rewardThreshold: 0.85,                        // the optimum within the time limit is 0.913
    options: lakeOptions('8x8'),
    kwargs: { mapName: '8x8' },
  },
  {
    id: 'Taxi-v4',
    description: 'A taxi fetches a passenger at one of four places and takes them to another. Dietterich (2000).',
    entryPoint: taxi,
    renderFps: 4,
    maxEpisodeSteps: 200,
    rewardThreshold: 8,                           // Gymnasium's; the optimum is 7.93
    options: {
      isRainy: { default: false, description: 'in rain a move may go to either side of its direction' },
      ficklePassenger: { default: false, description: 'some passengers change their mind about where to go, once, on the first move that they ride along' },
      rainyProbability: { default: 0.8, description: 'chance that a move in rain goes where it was meant to, [0, 1]; the sides share the rest' },
      fickleProbability: { default: 0.3, description: 'chance that the passenger of an episode is a fickle one, [0, 1]' },
    },
  },
  {
    id: 'Blackjack-v1',
    description: 'Blackjack against a dealer who sticks from 17 on. Sutton & Barto (2018), example 5.1.',
    entryPoint: blackjack,
    renderFps: 4,
    options: {
      natural: { default: false, description: 'winning with an ace and a ten pays 1.5; without effect under sab' },
      sab: { default: true, description: 'the rules of Sutton and Barto: an ace and a ten win unless the dealer has them too' },
    },
    kwargs: { sab: true, natural: false },
  },
];
