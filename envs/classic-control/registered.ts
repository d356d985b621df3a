import type { EnvSpec } from '../registry.ts';
import { acrobot } from './acrobot.ts';
import { cartPole } from './cart-pole.ts';
import { mountainCar } from './mountain-car.ts';
import { mountainCarContinuous } from './mountain-car-continuous.ts';
import { pendulum } from './pendulum.ts';

const cartPoleOptions = {
  suttonBartoReward: { default: false, description: 'rewards 0 a step and -1 for the last, instead of 1 a step' },
  kinematicsIntegrator: { default: 'euler', values: ['euler', 'semi-implicit euler'], description: 'whether positions go on from the velocities before a step, or after it' },
};
const carOptions = { goalVelocity: { default: 0, description: 'the least velocity at the flag, position per step, at most 0.07' } };

/** Gymnasium's classic control problems. */
export const classicControl: readonly EnvSpec[] = [
  {
    id: 'CartPole-v0',
    description: 'A pole balances on a cart, for 200 steps.',
    entryPoint: cartPole,
    renderFps: 50,
    maxEpisodeSteps: 200,
    rewardThreshold: 195,
    options: cartPoleOptions,
  },
  {
    id: 'CartPole-v1',
    description: 'A pole balances on a cart, for 500 steps. Barto, Sutton & Anderson (1983).',
    entryPoint: cartPole,
    renderFps: 50,
    maxEpisodeSteps: 500,
    rewardThreshold: 475,
    options: cartPoleOptions,
  },
  {
    id: 'MountainCar-v0',
    description: 'A weak car in a valley swings itself up the hill. Sutton & Barto (2018), example 10.1.',
    entryPoint: mountainCar,
    renderFps: 30,
    maxEpisodeSteps: 200,
    rewardThreshold: -110,
    options: carOptions,
  },
  {
    id: 'MountainCarContinuous-v0',
    description: 'The mountain car with any force, which costs.',
    entryPoint: mountainCarContinuous,
    renderFps: 30,
    maxEpisodeSteps: 999,
    rewardThreshold: 90,
    options: carOptions,
  },
  {
    id: 'Acrobot-v1',
    description: 'Two links swing up by a motor at their elbow. Sutton (1996).',
    entryPoint: acrobot,
    renderFps: 15,
    maxEpisodeSteps: 500,
    rewardThreshold: -100,
    options: {
      bookOrNips: { default: 'book', values: ['book', 'nips'], description: 'the equations of Sutton and Barto\'s book, or of the paper of 1996' },
      torqueNoiseMax: { default: 0, description: 'the torque is off by up to this much either way, N m' },
      dt: { default: 0.2, description: 'the time that an action lasts, s' },
    },
  },
  {
    id: 'Pendulum-v1',
    description: 'A pendulum swings up and stays there.',
    entryPoint: pendulum,
    renderFps: 30,
    maxEpisodeSteps: 200,
    options: { g: { default: 10, description: 'acceleration of gravity, m/s^2' } },
  },
];
