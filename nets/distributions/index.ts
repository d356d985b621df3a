export type { Block, Distribution } from './distribution.ts';
export type { Bounds } from './bounds.ts';
export { Categorical } from './categorical.ts';
export { MultiCategorical } from './multi-categorical.ts';
export { Bernoulli } from './bernoulli.ts';
export { DiagonalGaussian } from './diagonal-gaussian.ts';
export { SquashedGaussian } from './squashed-gaussian.ts';
export { distributionFor, distributionRefuses, type DistributionOptions } from './distribution-for.ts';
export { StateDependentGaussian } from './state-dependent-gaussian.ts';
