import type { Dynamics } from '../core/dynamics.ts';
import type { Random } from '../random/random.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { flappyBirdScene } from './flappy-bird-picture.ts';

const SKY = 400;                                        // px from the ground up
const RADIUS = 12;                                      // px, of the bird
const FLAP = 9, GRAVITY = 1, TOP_FALL = 10;             // px/frame, px/frame^2, px/frame
const FLIGHT = 4, SPACING = 144, FIRST = 216;           // px/frame; px from pipe to pipe; px from the bird to the first one
const PIPE = 52, GAP = 100;                             // px: how wide a pipe is, and how high its gap
const LOWEST = 130, HIGHEST = 270;                      // px above the ground, of a gap's middle
const ALIVE = 0.1, PASSED = 1, DEAD = -1;               // rewards
const FLAPS = 1;

// Columns of a state row. Heights are px above the ground, of the bird's middle and of the gaps' middles; `AHEAD` is the way from the bird's
// middle to the next pipe's near edge, negative from there on.
const HEIGHT = 0, SPEED = 1, AHEAD = 2, BEHIND_GAP = 3, NEXT_GAP = 4, AFTER_GAP = 5, PIPES = 6, END = 7;
const FLYING = 0, HIT_PIPE = 1, HIT_GROUND = 2, FLEW_OFF = 3;
const OUTCOMES = ['flies', 'hit a pipe', 'hit the ground', 'flew off'];

/**
 * A bird flies through the gaps in pipes; it falls, and each flap throws it up. Nguyen's game (2013), with the speeds and sizes of its copy
 * FlapPyBird at 30 frames a second; but the bird is a disc here, the sky 400 px high and has an end, and gaps lie within 140 px.
 *
 * | observation | `Box` of 5: height / 400 px; speed / 10 px a frame (up is positive); way until the next pipe is passed / 144 px; height of its gap / 400 px; of the gap after it / 400 px |
 * | --- | --- |
 * | actions | 0 falls, 1 flaps |
 * | reward | 0.1 a step, 1 more for a pipe that is passed; -1 for the step of the end |
 * | end | the bird hits a pipe or the ground, or flies off at the top (400 px) |
 * | reset | at rest 200 px above the ground, 216 px before the first pipe |
 * | info | `pipes`, how many are passed |
 *
 * A step is one frame. A flap sets the speed to 9 px a frame up; without one the bird falls by 1 px a frame faster, to 10 px a frame. Its
 * radius is 12 px. Pipes are 52 px wide, come nearer by 4 px a frame, and stand 144 px apart: 36 frames. Their gaps are 100 px high, with the
 * middle at a whole number of px from 130 to 270 above the ground, all equally likely. A pipe is passed when all of it is behind all of the
 * bird; then the one after it is the next, and another is drawn. Whatever is drawn, there is a way through.
 */
export function flappyBird(): Dynamics {
  return {
    observationSpace: new Box([0, -1, 0, 0, 0], [1, 1, 2, 1, 1]),
    actionSpace: new Discrete(2),
    stateSize: 8,
    reset(s, random) {
      s[HEIGHT] = SKY / 2;
      s[SPEED] = 0;
      s[AHEAD] = FIRST;
      s[BEHIND_GAP] = SKY / 2;                            // of no pipe yet
      s[NEXT_GAP] = draw(random);
      s[AFTER_GAP] = draw(random);
      s[PIPES] = 0;
      s[END] = FLYING;
    },
    step(s, action, random) {
      s[SPEED] = action[0] === FLAPS ? FLAP : Math.max(s[SPEED] - GRAVITY, -TOP_FALL);
      s[HEIGHT] += s[SPEED];
      s[AHEAD] -= FLIGHT;
      s[END] = endOf(s);
      if (s[END] !== FLYING) return DEAD;
      if (s[AHEAD] + PIPE > -RADIUS) return ALIVE;
      s[AHEAD] += SPACING;
      s[BEHIND_GAP] = s[NEXT_GAP];
      s[NEXT_GAP] = s[AFTER_GAP];
      s[AFTER_GAP] = draw(random);
      s[PIPES]++;
      return ALIVE + PASSED;
    },
    terminal: (s) => s[END] !== FLYING,
    observe(s, observation) {
      observation[0] = s[HEIGHT] / SKY;
      observation[1] = s[SPEED] / TOP_FALL;
      observation[2] = (s[AHEAD] + PIPE + RADIUS) / SPACING;
      observation[3] = s[NEXT_GAP] / SKY;
      observation[4] = s[AFTER_GAP] / SKY;
    },
    outcome: (s) => OUTCOMES[s[END]],
    info: (s) => ({ pipes: s[PIPES] }),
    render: (s) => flappyBirdScene({
      height: s[HEIGHT], speed: s[SPEED], radius: RADIUS, sky: SKY, pipe: PIPE, gap: GAP, passed: s[PIPES],
      pipes: [
        ...(s[PIPES] > 0 ? [{ ahead: s[AHEAD] - SPACING, gap: s[BEHIND_GAP] }] : []),
        { ahead: s[AHEAD], gap: s[NEXT_GAP] },
        { ahead: s[AHEAD] + SPACING, gap: s[AFTER_GAP] },
      ],
      flies: s[END] === FLYING,
    }),
  };
}

const draw = (random: Random) => random.integers(LOWEST, HIGHEST + 1);

function endOf(s: Float64Array): number {
  const h = s[HEIGHT];
  if (h < RADIUS) return HIT_GROUND;
  if (h > SKY - RADIUS) return FLEW_OFF;
  const across = Math.max(s[AHEAD], -s[AHEAD] - PIPE, 0);                     // px to the pipe, sideways
  const room = Math.max(GAP / 2 - Math.abs(h - s[NEXT_GAP]), 0);              // px to its parts, up or down, within the gap
  return across * across + room * room < RADIUS * RADIUS ? HIT_PIPE : FLYING;
}
