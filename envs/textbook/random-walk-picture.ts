import { inkOn, moved, panelled, valueScale } from '../scene/policy-marks.ts';
import type { Scene, Shape } from '../scene/scene.ts';
import { BAD, GOOD, PAPER, QUIET, edge, end, node, text } from './diagram.ts';

export interface DrawnWalk {
  readonly states: number;
  readonly leftReward: number;
  readonly rightReward: number;
  stateName(s: number): string;
}

const PITCH = 2, Y = 1.5, HEIGHT = 3;                     // world units

/** The line of states between two squares. One state every two world units. */
export function walkScene(walk: DrawnWalk, position: number): Scene {
  const { states, stateName } = walk, over = position === 0 || position === states + 1;
  return {
    width: widthOf(walk), height: HEIGHT, background: PAPER,
    shapes: line(walk, (s) => node(at(s), Y, stateName(s), s === position), position),
    caption: over ? `Walked off the ${stateName(position)}.` : `In state ${stateName(position)}.`,
  };
}

const at = (s: number) => s * PITCH + 1.5;
const widthOf = ({ states }: DrawnWalk) => at(states + 1) + 1.5;

function line({ states, leftReward, rightReward }: DrawnWalk, state: (s: number) => Shape[], position?: number): Shape[] {
  const reward = (r: number) => (r > 0 ? GOOD : r < 0 ? BAD : QUIET), last = states + 1;
  return [
    ...end(at(0), Y, position === 0), ...end(at(last), Y, position === last),
    ...Array.from({ length: states }, (_, i) => i + 1).flatMap((s) => [
      ...(s === 1 ? edge([at(1) - 0.55, Y], [at(0) + 0.38, Y]) : []),
      ...(s === states ? edge([at(s) + 0.55, Y], [at(last) - 0.38, Y]) : both(at(s))),
      ...state(s),
    ]),
    text(at(0.5), Y - 1, String(leftReward), reward(leftReward)), text(at(states + 0.5), Y - 1, String(rightReward), reward(rightReward)),
    ...(states > 1 ? [text(at((states + 1) / 2) - (states % 2 === 0 ? 0 : 1), Y - 1, '0', QUIET)] : []),
  ];
}

/** An arrow to and one fro. */
const both = (x: number): Shape[] => [...edge([x + 1, Y], [x + PITCH - 0.55, Y]), ...edge([x + 1, Y], [x + 0.55, Y])];

/** V(s) as colour and number. */
export function walkPolicyScene(walk: DrawnWalk, values: ArrayLike<number>): Scene {
  const states = Array.from({ length: walk.states }, (_, i) => i + 1), scale = valueScale(states.map((s) => values[s]));
  const shapes = line(walk, (s) => {
    const color = scale.color(values[s]);
    return [...node(at(s), Y, walk.stateName(s), false, color, inkOn(color)), text(at(s), Y + 0.95, values[s].toFixed(2), QUIET, 0.4)];
  });
  return panelled([{ title: '', width: widthOf(walk) * UNIT, height: HEIGHT * UNIT, shapes: moved(shapes, UNIT, 0, 0) }], scale, [], 'Colour is the value of a state: there is nothing to choose.');
}

const UNIT = 3;
