import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Tuple, type Model, type Space } from 'gymnasium-js';
import type { NetworkNames } from '../agents/index.ts';

/** An environment's id without its namespace and version: names are those of all versions. */
const plain = (id: string) => id.replace(/^.*\/|-v\d+$/g, '');

/** What the actions, or the levers of a Box, of worlds without a model are called. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  CartPole: ['push left', 'push right'],
  MountainCar: ['push left', 'coast', 'push right'],
  MountainCarContinuous: ['force'],
  Acrobot: ['torque -1', 'no torque', 'torque +1'],
  Pendulum: ['torque'],
  DoublePole: ['push'], DoublePoleNoVelocity: ['push'],
  Blackjack: ['stick', 'hit'],
  FlappyBird: ['glide', 'flap'],
  CarStreetContinuous: ['forward', 'reverse', 'turn left', 'turn right'],
  CarStreetContinuousAction: ['steering', 'throttle'],
};

const RAYS = [-90, -45, -25, -14, -6, 0, 6, 14, 25, 45, 90, 180].map((degrees) => `${degrees}°`);
const STREET = [
  ...['wall', 'person', 'approach'].flatMap((what) => RAYS.map((ray) => `${what} ${ray}`)),
  ...[1, 2, 4].flatMap((cells) => [`way ${cells} ahead`, `way ${cells} right`]), 'road left', 'speed',
];

/** What the numbers of Box observations are called. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  CartPole: ['position', 'velocity', 'angle', 'turning'],
  MountainCar: ['position', 'velocity'], MountainCarContinuous: ['position', 'velocity'],
  Acrobot: ['cos 1', 'sin 1', 'cos 2', 'sin 2', 'turning 1', 'turning 2'],
  Pendulum: ['cos', 'sin', 'turning'],
  DoublePole: ['position', 'velocity', 'angle 1', 'turning 1', 'angle 2', 'turning 2', 'always 0.5'],
  DoublePoleNoVelocity: ['position', 'angle 1', 'angle 2', 'always 0.5'],
  Blackjack: ['sum', 'dealer', 'ace'],
  FlappyBird: ['height', 'speed', 'way', 'gap', 'gap after'],
  CarStreetContinuous: STREET, CarStreetContinuousAction: STREET,
};

/** What an environment's actions or levers are called, if anything. */
export const actionNames = (id: string): readonly string[] | undefined => ACTIONS[plain(id)];

/** A world, as far as its numbers have names. */
export interface Named {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly model?: Model;
}

/** What the inputs and outputs of a network in this world are called: by the environment's words where it has some, else by what they are. */
export function networkNames(id: string, { observationSpace, actionSpace, model }: Named): { inputs: string[]; outputs: string[] } & NetworkNames {
  const columns = columnsOf(observationSpace), known = NUMBERS[plain(id)], isKnown = known?.length === columns.length;
  const states = columns.length === 1 ? model : undefined;
  const inputs = columns.flatMap(({ name, n, start }, c) => {
    const called = isKnown ? known[c] : name;
    return n === 0 ? [called] : Array.from({ length: n }, (_, i) => states?.stateName(i) ?? `${called} = ${start + i}`);
  });
  return { inputs, outputs: outputsOf(actionSpace, actionNames(id), model) };
}

interface Column { readonly name: string; readonly n: number; readonly start: number }

/** Numbers of an observation: as they are (n = 0), or a one among n. */
function columnsOf(space: Space, prefix = ''): Column[] {
  const named = (i: number, count: number) => [prefix, count > 1 || prefix === '' ? String(i) : ''].filter((part) => part !== '').join(' ');
  if (space instanceof Discrete) return [{ name: prefix === '' ? 'state' : prefix, n: space.n, start: space.start }];
  if (space instanceof MultiDiscrete) return Array.from(space.nvec, (n, i) => ({ name: named(i, space.nvec.length), n: n, start: space.start[i] }));
  if (space instanceof Dict) return space.keys.flatMap((key, i) => columnsOf(space.parts[i], prefix === '' ? key : `${prefix} ${key}`));
  if (space instanceof Tuple) return space.spaces.flatMap((part, i) => columnsOf(part, prefix === '' ? String(i) : `${prefix} ${i}`));
  return Array.from({ length: space.rowSize }, (_, i) => ({ name: prefix === '' ? `seen ${i}` : named(i, space.rowSize), n: 0, start: 0 }));
}

function outputsOf(space: Space, known: readonly string[] | undefined, model: Model | undefined): string[] {
  if (space instanceof Discrete) {
    const isKnown = known?.length === space.n;
    return Array.from({ length: space.n }, (_, i) => model?.actionName(i) ?? (isKnown ? known[i] : `action ${space.start + i}`));
  }
  if (space instanceof MultiDiscrete) {
    return Array.from(space.nvec, (n, part) => Array.from({ length: n }, (_, i) => `action ${part} = ${space.start[part] + i}`)).flat();
  }
  const isKnown = (space instanceof Box || space instanceof MultiBinary) && known?.length === space.rowSize;
  return Array.from({ length: space.rowSize }, (_, k) => (isKnown ? known[k] : space.rowSize === 1 ? 'action' : `action ${k}`));
}
