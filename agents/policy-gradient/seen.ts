import { rowIndex, stateCount } from 'gymnasium-js';
import { features } from '../../nets/index.ts';
import type { World } from '../agent.ts';

/** Tables of more states than this would take gigabytes. */
const MOST_STATES = 10_000_000;

/**
 * x(s), what linear functions see: a one among zeros where states can be counted, which makes them tables; else the observation's numbers. No
 * bias.
 */
export class Seen {
  /** Whether x(s) is a one among zeros; then only its place is kept. */
  readonly tabular: boolean;
  /** Numbers of x(s). */
  readonly features: number;
  /** Numbers that are kept of it. */
  readonly width: number;
  /** [rows x observation] -> [rows x width] */
  readonly look: (observation: Float32Array, rows: number, out: Float32Array) => void;

  constructor({ observationSpace }: World) {
    const states = stateCount(observationSpace), { rowSize } = observationSpace;
    this.tabular = states !== Infinity;
    if (this.tabular && states > MOST_STATES) {
      const these = `there are ${states} of these, and the most is ${MOST_STATES}`;
      throw new RangeError(`policy softmax keeps a table of preferences, so observations must be few; ${these}. Try policy network.`);
    }
    if (this.tabular) {
      const stateAt = rowIndex(observationSpace);
      this.features = states;
      this.width = 1;
      this.look = (observation, rows, out) => { for (let i = 0; i < rows; i++) out[i] = stateAt(observation, i * rowSize); };
    } else {
      const { width, write } = features(observationSpace);
      this.features = this.width = width;
      this.look = write;
    }
  }
}
