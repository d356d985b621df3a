import { Box, type Situation, type Snapshot, type Space } from 'gymnasium-js';
import {
  distributionFor, distributionRefuses, features, featuresRefuse, StateDependentGaussian, type Activations, type Backend, type Distribution,
  type Features, type Head, type MlpOptions, type Network, type NetworkPart,
} from '../../nets/index.ts';
import type { NetworkPolicy, World } from '../agent.ts';
import { RowStreams, type StreamOf } from '../streams.ts';
import { ObservationNormalizer, type NormalizationRule } from './normalizer.ts';
import { refuseOtherRows } from './snapshots.ts';
import type { PolicyNetworkOptions } from './options.ts';

/** Why no policy network can live in a world, if none can. */
export function refusesPolicy(name: string, { observationSpace, actionSpace, masked = false }: World): string | undefined {
  const reason = featuresRefuse(observationSpace) ?? distributionRefuses(actionSpace, { masked });
  return reason === undefined ? undefined : `${name} keeps a policy network. ${reason}`;
}

/** Throws a RangeError where an option for numbers is on, and actions are none: it would do nothing. */
function refuseForNumbers(actionSpace: Space, options: Readonly<Record<string, boolean>>): void {
  if (actionSpace instanceof Box) return;
  const name = Object.keys(options).find((option) => options[option]);
  if (name !== undefined) {
    throw new RangeError(`${name} is for Box actions, and these are ${String(actionSpace)}: it would do nothing. Leave it out.`);
  }
}

export interface ActorShape {
  /** Rows that it acts for. */
  readonly rows: number;
  /** The most rows of one call of its network: what is learned from at once. */
  readonly batch: number;
  /** Whether its network also says V(s), last of its outputs; `shared`: with the policy's hidden layers. */
  readonly critic: 'none' | 'separate' | 'shared';
  /** Whether it says V(S) and log pi(A|S) of what it does as it does it. */
  readonly judges?: boolean;
  /** Steps for which gSDE keeps its noise, unless `renewNoise` comes before. */
  readonly noiseSteps: number;
  /** The stream that actions are drawn from; without one they are the most probable. */
  readonly draws?: string;
  /** Whether each row acts by a copy of the parameters of its own. */
  readonly copies?: boolean;
}

/** What an actor is made with. */
export interface ActorSetup {
  readonly backend: Backend;
  readonly stream: StreamOf;
  readonly options: PolicyNetworkOptions;
}

const SQRT_2 = Math.SQRT2;

/** A policy: sees an observation, says a distribution over actions, and draws one. With a critic it also says a value. */
export class Actor implements NetworkPolicy {
  readonly network: Network;
  readonly shape: MlpOptions;
  readonly pi: Distribution;
  /** Numbers that the network sees of a row. */
  readonly width: number;
  /** Numbers that it says of a row: the policy's, then V. */
  readonly outputs: number;
  /** What it saw in the last `act`. [rows x width] */
  readonly x: Float32Array;
  /** What it drew in the last `act`; the environment was given it clipped or stretched to its bounds. [rows x actionSize] */
  readonly drawn: Float32Array;
  /** If it judges: V(S) and log pi(A|S) of the last `act`. [rows] */
  readonly judged: { readonly value: Float64Array; readonly logProbability: Float64Array } | undefined;
  /** Where each row has a copy of the parameters, these are what `act` acts by. [rows x size] */
  readonly copies: Float32Array | undefined;
  readonly #features: Features;
  readonly #normalizer: ObservationNormalizer | undefined;
  readonly #met: Uint8Array;                          // 1 for rows that were met: see `meet`. [rows]
  readonly #unseen: Uint8Array;
  readonly #acting: NetworkPart;                      // the policy, and the critic where it judges
  readonly #sde: StateDependentGaussian | undefined;
  readonly #latent: number;                           // the layer whose outputs are gSDE's features
  readonly #noiseSteps: number;
  readonly #draws: RowStreams | undefined;
  #hidden: Activations = { values: new Float32Array(0), stride: 0 };    // gSDE's features of the last forward
  readonly #acts: Float64Array;                       // steps that each row has played, lately since `renewNoise`: gSDE's clocks. [rows]
  /** Frozen actors learn nothing, not even what observations look like. */
  frozen = false;

  constructor(
    { observationSpace, actionSpace, masked = false }: World, { backend, stream, options }: ActorSetup,
    { rows, batch, critic, judges = false, noiseSteps, draws, copies = false }: ActorShape,
  ) {
    const { netArch, activation, orthoInit, logStdInit, squashOutput, useSde, normalizeObservation } = options;
    const box = actionSpace instanceof Box ? actionSpace : undefined, sde = useSde;
    refuseForNumbers(actionSpace, { useSde, squashOutput });
    this.#features = features(observationSpace);
    this.width = this.#features.width;
    const latentWidth = netArch.at(-1);
    if (sde && squashOutput) {
      throw new RangeError('useSde and squashOutput do not go together: gSDE\'s actions are clipped to their bounds. Try one of them');
    }
    if (sde && latentWidth === undefined) throw new RangeError('useSde needs the features of a hidden layer, and netArch has none');
    this.pi = sde
      ? new StateDependentGaussian(box!.rowSize, latentWidth!, rows, box)
      : distributionFor(actionSpace, { squash: squashOutput, masked });
    this.#sde = this.pi instanceof StateDependentGaussian ? this.pi : undefined;
    const own = critic === 'shared' ? {} : { hidden: netArch };
    const means = box?.rowSize ?? this.pi.parameters, deviations = this.pi.parameters - means;
    const heads: Head[] = [{ name: 'policy', outputs: means, gain: orthoInit ? 0.01 : 1, ...own }];
    if (deviations > 0) heads.push({ name: 'log deviation', outputs: deviations, constant: logStdInit });
    const policyHeads = heads.map((head) => head.name);
    if (critic !== 'none') heads.push({ name: 'value', outputs: 1, gain: 1, ...own });
    this.shape = {
      inputs: this.width, hidden: critic === 'shared' ? netArch : [], heads, activation, rows: Math.max(rows, batch), vectors: copies ? rows : 0,
      init: orthoInit ? 'orthogonal' : 'uniform', gain: orthoInit ? SQRT_2 : 1,
    };
    this.network = backend.mlp(this.shape, draws === 'explore' ? stream('init') : undefined);       // others become one that learned
    this.#acting = critic === 'none' || judges || copies ? this.network : this.network.part(policyHeads);
    this.#latent = this.network.layers.findIndex((layer) => layer.name === 'policy') - 1;
    this.outputs = this.network.outputs;
    this.copies = copies ? this.network.vectors(rows) : undefined;
    for (let i = 0; copies && i < rows; i++) this.copies!.set(this.network.parameters, i * this.network.size);
    this.x = new Float32Array(rows * this.width);
    this.drawn = new Float32Array(rows * this.pi.actionSize);
    this.judged = judges ? { value: new Float64Array(rows), logProbability: new Float64Array(rows) } : undefined;
    this.#normalizer = normalizeObservation ? new ObservationNormalizer(this.width) : undefined;
    this.#met = new Uint8Array(rows);
    this.#unseen = new Uint8Array(rows);
    this.#noiseSteps = noiseSteps;
    this.#acts = new Float64Array(rows);
    this.#draws = draws === undefined ? undefined : new RowStreams(stream, draws, rows);
  }

  act(now: Situation, action: Float32Array): void {
    const { rows, playing, observation, mask } = now, { x, drawn, pi, judged } = this, size = pi.actionSize, draws = this.#draws, sde = this.#sde;
    this.#features.write(observation, rows, x, playing);
    if (!this.frozen) this.#takeIn(now);
    this.normalize(x, rows);
    const acting = this.#acting, said = this.copies ? this.network.forwardEach(x, rows, this.copies) : acting.forward(x, rows);
    if (sde) this.#hidden = this.network.activations(this.#latent);
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      if (sde && draws && this.#acts[i]++ % this.#noiseSteps === 0) sde.renew(i, said, i * acting.outputs, draws.of(i));
      this.#read(said, i, acting.outputs, mask, i);
      if (!draws) pi.mode(drawn, i * size);
      else if (sde) sde.explore(i, drawn, i * size);
      else pi.sample(draws.of(i), drawn, i * size);
      if (judged) {
        judged.value[i] = said[(i + 1) * acting.outputs - 1];
        judged.logProbability[i] = pi.logProbability(drawn, i * size);
      }
      pi.play(drawn, i * size, action, i * size);
    }
  }

  /** gSDE's noise is drawn anew in the next `act`, and its clocks begin there: so Stable-Baselines3 begins each rollout. */
  renewNoise(): void { this.#acts.fill(0); }

  get normalization(): NormalizationRule | undefined { return this.#normalizer?.rule; }

  /** What the network sees of observations, by what is known of them now. [rows x width] */
  look(observation: Float32Array, rows: number, out: Float32Array): void {
    this.lookRaw(observation, rows, out);
    this.normalize(out, rows);
  }

  /** The same before it is normalized. [rows x width] */
  lookRaw(observation: Float32Array, rows: number, out: Float32Array): void { this.#features.write(observation, rows, out); }

  /** By what is known now; in place. [rows x width] */
  normalize(x: Float32Array, rows: number): void { this.#normalizer?.apply(x, rows); }

  /**
   * An S' that is valued before anyone acts there is met first: the statistics take in those of the rows that go on, and their next `act` won't
   * take them in again. So the critic sees S' as it would see it in `act`, and as Stable-Baselines3's does: VecNormalize takes in what follows a
   * step, then normalizes it.
   *
   * `x` is S' as `lookRaw` writes it, of `rows` rows from row `first` on; those with goesOn 0 are left out. [rows x width], [rows]
   */
  meet(x: Float32Array, rows: number, goesOn: Uint8Array, first = 0): void {
    if (!this.#normalizer) return;
    this.#normalizer.update(x, rows, goesOn);
    for (let i = 0; i < rows; i++) if (goesOn[i] === 1) this.#met[first + i] = 1;
  }

  /** Takes in S of those who act, but for rows that were met there. */
  #takeIn({ rows, playing, first }: Situation): void {
    if (!this.#normalizer) return;
    const met = this.#met, unseen = this.#unseen;
    for (let i = 0; i < rows; i++) {
      unseen[i] = playing[i] === 1 && (met[i] === 0 || first[i] === 1) ? 1 : 0;         // where an episode begins, another S was met
      if (playing[i] === 1) met[i] = 0;
    }
    this.#normalizer.update(this.x, rows, unseen);
  }

  /** What the network says of the first rows of x: the policy's numbers and, with a critic, V. [rows x width] -> [rows x outputs] */
  forward(x: Float32Array, rows: number): Float32Array {
    const said = this.network.forward(x, rows);
    if (this.#sde) this.#hidden = this.network.activations(this.#latent);
    return said;
  }

  /** The distribution becomes what `forward` said of row i, under row `maskRow` of masks. */
  read(said: Float32Array, i: number, mask?: Uint8Array, maskRow = i): void {
    this.#read(said, i, this.outputs, mask, maskRow);
  }

  #read(said: Float32Array, i: number, outputs: number, mask: Uint8Array | undefined, maskRow: number): void {
    if (this.#sde) this.#sde.see(this.#hidden.values, i * this.#hidden.stride);
    this.pi.read(said, i * outputs, mask, maskRow * this.pi.maskSize);
  }

  save(): Snapshot {
    return {
      parameters: this.network.parameters.slice(), acts: this.#acts.slice(),
      ...(this.#normalizer && { observations: this.#normalizer.save(), met: this.#met.slice() }), ...(this.#draws && { draws: this.#draws.save() }),
      ...(this.#sde && { noise: this.#sde.save() }),
    };
  }

  dispose(): void { this.network.dispose?.(); }

  /** Takes over what another knows: its parameters, and what observations look like. */
  become(other: Actor): void {
    this.network.parameters.set(other.network.parameters);
    if (this.#normalizer && other.#normalizer) this.#normalizer.load(other.#normalizer.save());
  }

  load({ parameters, acts, observations, met, draws, noise }: Snapshot): void {
    const { length } = parameters as Float32Array, { size } = this.network;
    if (length !== size) throw new RangeError(`this snapshot's network has ${length} parameters, and ${size} are needed`);
    refuseOtherRows([acts, ...(this.#normalizer ? [met] : [])], this.#acts.length);
    this.#draws?.load(draws as Float64Array);
    this.#normalizer?.load(observations as Snapshot);
    if (this.#normalizer) this.#met.set(met as Uint8Array);
    this.#sde?.load(noise as Float64Array);
    this.network.parameters.set(parameters as Float32Array);
    this.#acts.set(acts as Float64Array);
  }
}
