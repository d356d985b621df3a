import type { Box, Space } from 'gymnasium-js/basics';
import { isKind } from '../space-kind.ts';
import { Bernoulli } from './bernoulli.ts';
import { Categorical } from './categorical.ts';
import { DiagonalGaussian } from './diagonal-gaussian.ts';
import type { Distribution } from './distribution.ts';
import { MultiCategorical } from './multi-categorical.ts';
import { SquashedGaussian } from './squashed-gaussian.ts';

export interface DistributionOptions {
  /** Whether a Box's actions are squashed between its bounds rather than clipped. false if left out. */
  readonly squash?: boolean;
  /** Whether masks will say which actions are allowed. false if left out. */
  readonly masked?: boolean;
}

/** Why there is no distribution over the actions of a space, if there is none. */
export function distributionRefuses(space: Space, { squash = false, masked = false }: DistributionOptions = {}): string | undefined {
  const these = `these are ${String(space)}`;
  const discrete = isKind(space, 'discrete') || isKind(space, 'multi-discrete');
  if (!discrete && !(isKind(space, 'multi-binary')) && !(isKind(space, 'box'))) {
    return `A policy is drawn over Discrete, MultiDiscrete, MultiBinary and Box actions; ${these}. `
      + 'Try an environment that takes its action\'s parts as one of those.';
  }
  if (masked && !discrete) return `Masks are for Discrete and MultiDiscrete actions; ${these}.`;
  if (squash && !(isKind(space, 'box'))) return `Only the actions of a Box can be squashed; ${these}.`;
  if (!(isKind(space, 'box'))) return undefined;
  if (space.rowSize === 0) return `A policy needs one action number at least; ${these}.`;
  if (space.dtype !== 'float32' && space.dtype !== 'float64') {
    return `A Gaussian policy says fractions, and whole numbers are wanted; ${these}. Try MultiDiscrete.`;
  }
  if (squash && !space.isBounded()) return `Squashed actions need two finite bounds each; ${these}. Try without squash.`;
  return undefined;
}

/**
 * The distribution over the actions of a space: Discrete -> Categorical, MultiDiscrete -> MultiCategorical, MultiBinary -> Bernoulli,
 * Box -> DiagonalGaussian, or SquashedGaussian with `squash`. Throws a TypeError that says why where there is none.
 */
export function distributionFor(space: Space, options: DistributionOptions = {}): Distribution {
  const reason = distributionRefuses(space, options);
  if (reason !== undefined) throw new TypeError(reason);
  if (isKind(space, 'discrete')) return new Categorical(space.n, space.start);
  if (isKind(space, 'multi-discrete')) return new MultiCategorical(space.nvec, space.start);
  if (isKind(space, 'multi-binary')) return new Bernoulli(space.rowSize);
  const box = space as Box;
  return options.squash === true ? new SquashedGaussian(box.rowSize, box) : new DiagonalGaussian(box.rowSize, box);
}
