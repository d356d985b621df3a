import { Random } from 'gymnasium-js';
import {
  Bernoulli, Categorical, DiagonalGaussian, MultiCategorical, SquashedGaussian, StateDependentGaussian, type Distribution,
} from '../../../nets/distributions/index.ts';

/** One kind of distribution with what the laws need to try it. */
export interface Kind {
  readonly name: string;
  make(): Distribution;
  /** Whether actions are whole numbers, so that log-probabilities are below 0 and a mode is the most probable. */
  readonly discrete: boolean;
  /** Where masks are known: one to try. */
  readonly mask?: Uint8Array;
}

const bounds = { low: [-2, 0, -1], high: [2, 1, 5] };

/** Of two numbers, in a state with three features. */
function stateDependent(): Distribution {
  const pi = new StateDependentGaussian(2, 3, 1, { low: [-2, 0], high: [2, 1] });
  pi.see(Float64Array.of(0.5, -1, 0.3), 0);
  return pi;
}

export const kinds: readonly Kind[] = [
  { name: 'Categorical', make: () => new Categorical(5, -2), discrete: true },
  { name: 'Categorical with a mask', make: () => new Categorical(5, 3), discrete: true, mask: Uint8Array.of(1, 0, 1, 1, 0) },
  { name: 'Categorical with one action allowed', make: () => new Categorical(3), discrete: true, mask: Uint8Array.of(0, 1, 0) },
  { name: 'MultiCategorical', make: () => new MultiCategorical([2, 3, 4], [0, 1, -1]), discrete: true },
  { name: 'MultiCategorical with a mask', make: () => new MultiCategorical([2, 3, 4]), discrete: true, mask: Uint8Array.of(1, 1, 0, 1, 1, 0, 1, 1, 1) },
  { name: 'Bernoulli', make: () => new Bernoulli(3), discrete: true },
  { name: 'DiagonalGaussian', make: () => new DiagonalGaussian(3, bounds), discrete: false },
  { name: 'StateDependentGaussian', make: stateDependent, discrete: false },
  { name: 'SquashedGaussian', make: () => new SquashedGaussian(3, bounds), discrete: false },
];

/** Outputs as a network might say them: normal numbers, each single precision so that either block holds them. */
export const outputsOf = (pi: Distribution, random: Random, size = 1): Float64Array => (
  Float64Array.from({ length: pi.parameters }, () => Math.fround(size * random.normal()))
);
