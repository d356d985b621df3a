import type { Snapshot } from 'gymnasium-js';
import { ranking } from './strategy.ts';
import type { Trials } from './trials.ts';

const PLAYS = -1;

/**
 * How fit the individuals of a generation are, as far as is known. All play some episodes; then, as often as is asked for, the less fit half drops
 * out and the fitter half plays as many again as it has played, so that most is known of those on whom most depends.
 *
 * Karnin, Koren & Somekh (2013), "Almost optimal exploration in multi-armed bandits", Sequential Halving; other than there, what a round has told
 * is not forgotten in the next.
 */
export class Halving {
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;
  readonly #dropped: Int32Array;                      // after which round, or PLAYS
  #round = 0;

  constructor(individuals: number) {
    this.#sums = new Float64Array(individuals);
    this.#counts = new Int32Array(individuals);
    this.#dropped = new Int32Array(individuals).fill(PLAYS);
  }

  /** Rounds that have been played. */
  get rounds(): number { return this.#round; }

  /** Who has not dropped out. */
  get playing(): readonly number[] { return [...this.#dropped.keys()].filter((i) => this.#dropped[i] === PLAYS); }

  /** Takes in a round that is over. */
  add(trials: Trials): void {
    trials.addTo(this.#sums, this.#counts);
    this.#round++;
  }

  /** The less fit half of those who play drops out; of an odd number the smaller half. Returns who plays on, and how many episodes. */
  halve(): { readonly genomes: readonly number[]; readonly episodes: number } {
    const { playing } = this, means = this.#means();
    const order = ranking(playing.map((i) => means[i]));
    for (const k of order.subarray(Math.ceil(playing.length / 2))) this.#dropped[playing[k]] = this.#round;
    const genomes = this.playing;
    return { genomes, episodes: this.#counts[genomes[0]] };
  }

  /**
   * The mean return of each, or NaN. Others may have played on in harder episodes, so that their means fell below those of some who dropped out:
   * these all count as less then, by the same amount, so that whoever played longer is fitter.
   */
  fitness(): Float64Array {
    const fitness = this.#means(), last = this.#round, byRound: number[][] = Array.from({ length: last + 1 }, () => []);
    let lowest = Infinity;                            // of those who played longer
    fitness.forEach((f, i) => {
      if (Number.isNaN(f)) return;
      if (this.#dropped[i] !== PLAYS) byRound[this.#dropped[i]].push(i);
      else if (f < lowest) lowest = f;
    });
    for (let round = last; round > 0; round--) {
      const below = justBelow(lowest);
      let highest = -Infinity;
      for (const i of byRound[round]) if (fitness[i] > highest) highest = fitness[i];
      const excess = highest > below ? highest - below : 0;
      for (const i of byRound[round]) {
        fitness[i] = Math.min(fitness[i] - excess, below);
        if (fitness[i] < lowest) lowest = fitness[i];
      }
    }
    return fitness;
  }

  #means(): Float64Array { return this.#sums.map((sum, i) => sum / this.#counts[i]); }

  save(): Snapshot { return { sums: this.#sums.slice(), counts: this.#counts.slice(), dropped: this.#dropped.slice(), round: this.#round }; }

  load({ sums, counts, dropped, round }: Snapshot): void {
    this.#sums.set(sums as Float64Array);
    this.#counts.set(counts as Int32Array);
    this.#dropped.set(dropped as Int32Array);
    this.#round = round as number;
  }
}

/** Less, by next to nothing; infinities stay. */
const justBelow = (x: number): number => (Number.isFinite(x) ? x - Math.max(Math.abs(x) * Number.EPSILON, Number.MIN_VALUE) : x);
