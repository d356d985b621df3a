import { registerAgent, RowStreams, z, type Agent, type Setup, type World } from 'gymnase/agents';
import { Box, Discrete, type Situation, type Snapshot, type Step } from 'gymnasium-js';

const options = z.strictObject({
  noise: z.number().gt(0).default(0.5).describe('how far a try lies from the best so far; above 0'),
});
type Options = z.output<typeof options>;

/** Tries weights near the best so far, each for an episode, and keeps those that returned more.      a = argmax_k sum_j w_kj s_j */
class RandomSearch implements Agent {
  readonly metrics = { best: NaN };
  readonly #world: World;
  readonly #noise: number;
  readonly #streams: RowStreams;                            // one a row
  readonly #w: Float64Array;                                // the best so far. [actions x numbers]
  readonly #tries: readonly Float64Array[];                 // what each row plays now

  constructor(world: World, { rows, stream, options }: Setup<Options>) {
    this.#world = world;
    this.#noise = options.noise;
    this.#streams = new RowStreams(stream, 'explore', rows);
    this.#w = new Float64Array((world.actionSpace as Discrete).n * world.observationSpace.rowSize);
    this.#tries = Array.from({ length: rows }, (_, i) => this.#near(i));
  }

  #near(row: number) {
    return this.#w.map((w) => w + this.#noise * (2 * this.#streams.of(row).random() - 1));
  }

  act({ rows, playing, observation }: Situation, action: Float32Array) {
    for (let i = 0; i < rows; i++) if (playing[i] === 1) action[i] = best(this.#tries[i], observation, i, this.#world);
  }

  learn({ rows, playing, terminated, truncated, returns }: Step) {
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0 || (terminated[i] === 0 && truncated[i] === 0)) continue;
      if (!(returns[i] <= this.metrics.best)) {             // the first is the best so far
        this.metrics.best = returns[i];
        this.#w.set(this.#tries[i]);
      }
      this.#tries[i].set(this.#near(i));
    }
  }

  policy() {
    const w = this.#w.slice(), world = this.#world;
    return {
      act({ rows, playing, observation }: Situation, action: Float32Array) {
        for (let i = 0; i < rows; i++) if (playing[i] === 1) action[i] = best(w, observation, i, world);
      },
    };
  }

  save(): Snapshot {
    const tries = Float64Array.from(this.#tries.flatMap((w) => [...w]));
    return { best: this.metrics.best, w: this.#w.slice(), tries, streams: this.#streams.save() };
  }

  load({ best, w, tries, streams }: Snapshot) {
    this.#streams.load(streams as Float64Array);
    this.metrics.best = best as number;
    this.#w.set(w as Float64Array);
    this.#tries.forEach((own, i) => own.set((tries as Float64Array).subarray(i * own.length, (i + 1) * own.length)));
  }
}

/** The action that weights w prefer in what row i sees. */
function best(w: Float64Array, s: Float32Array, i: number, { actionSpace, observationSpace: { rowSize } }: World) {
  const { n, start } = actionSpace as Discrete;
  let most = -Infinity, chosen = 0;
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let j = 0; j < rowSize; j++) sum += w[k * rowSize + j] * s[i * rowSize + j];
    if (sum > most) { most = sum; chosen = k; }
  }
  return start + chosen;
}

registerAgent({
  name: 'random-search',
  description: 'tries weights of a linear policy near the best so far, each for an episode',
  source: 'Mania, Guy & Recht (2018), "Simple random search provides a competitive approach to reinforcement learning", in its simplest form',
  options,
  refuses({ observationSpace, actionSpace, masked = false }) {
    if (observationSpace instanceof Box && actionSpace instanceof Discrete && !masked) return undefined;
    const these = `${String(observationSpace)} and ${String(actionSpace)}${masked ? ' with masks' : ''}`;
    return `random-search weighs the numbers of a Box and takes Discrete actions without masks; these are ${these}.`;
  },
  create: (world, setup) => new RandomSearch(world, setup),
});
