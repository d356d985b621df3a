import { Box, Discrete, type Situation, type Snapshot } from 'gymnasium-js';
import { z } from 'zod';
import type { Agent, AgentSpec, Policy, Setup, World } from './agent.ts';
import { RowStreams, type Stream } from './streams.ts';

const noOptions = z.strictObject({});

/** Draws a row's action into `action`. */
type Draw = (stream: Stream, action: Float32Array, row: number, mask?: Uint8Array) => void;

/** Acts by chance: each discrete action is as likely, each continuous one uniform between its bounds. The yardstick from below. */
class RandomAgent implements Agent {
  readonly metrics = {};
  readonly #draw: Draw;
  readonly #streams: RowStreams;
  readonly #setup: Setup<object>;

  constructor({ actionSpace }: World, setup: Setup<object>) {
    this.#draw = actionSpace instanceof Discrete ? discrete(actionSpace) : box(actionSpace as Box);
    this.#setup = setup;
    this.#streams = new RowStreams(setup.stream, 'explore', setup.rows);
  }

  act({ rows, playing, mask }: Situation, action: Float32Array): void {
    for (let i = 0; i < rows; i++) if (playing[i] === 1) this.#draw(this.#streams.of(i), action, i, mask);
  }

  learn(): void {}

  /** Greedy or not, it acts by chance. */
  policy({ rows = 1 }: { rows?: number } = {}): Policy {
    const streams = new RowStreams(this.#setup.stream, 'policy', rows), draw = this.#draw;
    return {
      act({ rows: n, playing, mask }, action) {
        for (let i = 0; i < n; i++) if (playing[i] === 1) draw(streams.of(i), action, i, mask);
      },
    };
  }

  save(): Snapshot { return { explore: this.#streams.save() }; }
  load(snapshot: Snapshot): void { this.#streams.load(snapshot.explore as Float64Array); }
}

function discrete({ n, start }: Discrete): Draw {
  return (stream, action, row, mask) => {
    if (mask === undefined) { action[row] = start + stream.integer(n); return; }
    let allowed = 0;
    for (let a = 0; a < n; a++) allowed += mask[row * n + a];
    let nth = stream.integer(allowed);
    for (let a = 0; ; a++) if (mask[row * n + a] === 1 && nth-- === 0) { action[row] = start + a; return; }
  };
}

function box({ low, high, rowSize }: Box): Draw {
  return (stream, action, row) => {
    for (let k = 0; k < rowSize; k++) action[row * rowSize + k] = low[k] + (high[k] - low[k]) * stream.random();
  };
}

export const random: AgentSpec<typeof noOptions> = {
  name: 'random',
  description: 'acts by chance and learns nothing: the yardstick from below',
  source: 'none',
  options: noOptions,
  refuses({ actionSpace }) {
    if (actionSpace instanceof Discrete) return undefined;
    if (actionSpace instanceof Box) {
      const bounded = [actionSpace.low, actionSpace.high].every((bounds) => bounds.every(Number.isFinite));
      return bounded ? undefined : `random draws actions uniformly, so they must be bounded; these are ${String(actionSpace)}.`;
    }
    return `random takes Discrete and Box actions; these are ${String(actionSpace)}.`;
  },
  create: (world, setup) => new RandomAgent(world, setup),
};
