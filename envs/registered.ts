import { carStreet } from './car-street/car-street.ts';
import { MAPS } from './car-street/maps.ts';
import { classicControl } from './classic-control/registered.ts';
import { carStreetContinuous } from './car-street-continuous/registered.ts';
import { doublePole } from './double-pole/registered.ts';
import { flappyBird } from './flappy-bird/registered.ts';
import { register } from './registry.ts';
import { textbook } from './textbook/registered.ts';
import { toyText } from './toy-text/registered.ts';
import { cliffWalking } from './toy-text/cliff-walking.ts';

register({
  id: 'CarStreet-v0',
  description: 'A car in a street with pedestrians, on its way to a destination.',
  entryPoint: carStreet,
  maxEpisodeSteps: 200,
  rewardThreshold: 16,                 // the optimum on `crossing`, the default map, is 17.34
  options: {
    map: {
      default: 'crossing',
      values: Object.keys(MAPS),
      description: 'a built-in street, or one drawn as text: # building, . road, = crosswalk, ^ > v < start, D destination',
    },
    people: { default: true, description: 'whether anybody crosses' },
    pCome: { default: 0.3, description: 'chance per step that somebody comes to an empty crosswalk, (0, 1]' },
    pEnter: { default: 0.7, description: 'chance per step that who is about to step on does, (0, 1]' },
    pCross: { default: 0.4, description: 'chance per step that who is on the road reaches the other side, (0, 1]' },
    pGo: { default: 0.9, description: 'chance per step that who reached the other side is gone, (0, 1]' },
    shapingGamma: { default: 1, description: 'gamma of the shaping reward gamma Phi(S\') - Phi(S), [0, 1]' },
  },
});

const cliffOptions = (isSlippery: boolean) => ({
  isSlippery: { default: isSlippery, description: 'on ice a move also goes to either side of its direction, with a chance of 1/3 each' },
});
register({
  id: 'CliffWalking-v1',
  description: 'From one corner to the other along a cliff. Sutton & Barto (2018), example 6.6.',
  entryPoint: cliffWalking,
  renderFps: 4,
  options: cliffOptions(false),
});
register({
  id: 'CliffWalkingSlippery-v1',
  description: 'The cliff, on ice.',
  entryPoint: cliffWalking,
  renderFps: 4,
  options: cliffOptions(true),
  kwargs: { isSlippery: true },
});

for (const spec of [...carStreetContinuous, ...toyText, ...classicControl, ...textbook, ...doublePole, ...flappyBird]) register(spec);
