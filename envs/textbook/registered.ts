import type { EnvSpec } from '../registry.ts';
import { bandit } from './bandit.ts';
import { COMMUTES, commute } from './commute.ts';
import { dynaMaze } from './dyna-maze.ts';
import { GRIDS, gridWorld } from './grid-world.ts';
import { maximizationBias } from './maximization-bias.ts';
import { randomWalk } from './random-walk.ts';
import { shortCorridor } from './short-corridor.ts';
import { windyGridworld } from './windy-gridworld.ts';

/** The textbook's small worlds. As in the book, most have no time limit. */
export const textbook: readonly EnvSpec[] = [
  {
    id: 'GridWorld-v0',
    description: 'A grid drawn as text: to a goal, around walls and pits. Russell & Norvig (2010), section 17.1.',
    entryPoint: gridWorld,
    maxEpisodeSteps: 1000,
    options: {
      map: { default: '4x3', values: Object.keys(GRIDS), description: 'a built-in map, or one drawn as text: # wall, . floor, S start, G goal, P pit' },
      slip: { default: 0.2, description: 'chance that a step goes to either side of its direction, half to each, [0, 1]' },
      stepReward: { default: -0.04, description: 'reward of every step' },
      goalReward: { default: 1, description: 'added on entering a goal' },
      pitReward: { default: -1, description: 'added on entering a pit' },
    },
  },
  {
    id: 'WindyGridworld-v0',
    description: 'Across a grid with a wind that blows upwards. Sutton & Barto (2018), example 6.5.',
    entryPoint: windyGridworld,
    options: {
      kingsMoves: { default: false, description: 'diagonal moves too: exercise 6.9' },
      stay: { default: false, description: 'one more action, which moves by the wind alone: exercise 6.9' },
      stochasticWind: { default: false, description: 'wind varies by one up or down, a third of the steps each: exercise 6.10' },
    },
  },
  {
    id: 'RandomWalk-v0',
    description: 'A drunkard\'s walk along a line, for learning to predict. Sutton & Barto (2018), examples 6.2 and 7.1.',
    entryPoint: randomWalk,
    options: {
      states: { default: 5, description: 'states between the two ends, 1 to 1000' },
      leftReward: { default: 0, description: 'reward for walking off the left end' },
      rightReward: { default: 1, description: 'reward for walking off the right end' },
    },
  },
  {
    id: 'ShortCorridor-v0',
    description: 'Three cells that look alike, one with its actions swapped: the best policy is random. Sutton & Barto (2018), example 13.1.',
    entryPoint: shortCorridor,
  },
  {
    id: 'DynaMaze-v0',
    description: 'A maze to plan in, which may change. Sutton & Barto (2018), figures 8.2, 8.4 and 8.5.',
    entryPoint: dynaMaze,
    options: {
      maze: { default: 'still', values: ['still', 'blocking', 'shortcut'], description: 'one that stays, one whose way is blocked, one that gains a shortcut' },
      changeAt: { default: null, description: 'steps, over all episodes, after which it changes; Infinity for never; 1000 for blocking and 3000 for shortcut where not given' },
    },
  },
  {
    id: 'MaximizationBias-v0',
    description: 'Two states, and a trap for who takes the highest of noisy estimates. Sutton & Barto (2018), example 6.7.',
    entryPoint: maximizationBias,
    options: {
      actions: { default: 10, description: 'actions in B, 2 to 1000' },
      mean: { default: -0.1, description: 'mean of their rewards' },
      deviation: { default: 1, description: 'standard deviation of their rewards, from 0 up' },
    },
  },
  {
    id: 'Bandit-v0',
    description: 'A row of slot machines, another one in every episode. Sutton & Barto (2018), chapter 2.',
    entryPoint: bandit,
    maxEpisodeSteps: 1000,                        // pulls
    options: {
      arms: { default: 10, description: 'slot machines, 1 to 1000' },
      mean: { default: 0, description: 'what the means of the arms are drawn around' },
      spread: { default: 1, description: 'standard deviation of the means of the arms, from 0 up' },
      drift: { default: 0, description: 'standard deviation of a mean\'s step after each pull, from 0 up; above 0 it is nonstationary' },
    },
  },
  {
    id: 'Commute-v0',
    description: 'On the way to work the bridge is up or the train does not come: wait, or take another way?',
    entryPoint: commute,
    maxEpisodeSteps: 120,                         // two hours on a platform
    options: {
      start: { default: 'either', values: COMMUTES, description: 'where the story begins' },
      cancelled: { default: 0.3, description: 'chance that the train which does not come was cancelled, [0, 1]' },
    },
  },
];
