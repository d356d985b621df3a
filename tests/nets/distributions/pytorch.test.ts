import { describe, expect, test } from 'vitest';
import {
  Bernoulli, Categorical, DiagonalGaussian, MultiCategorical, SquashedGaussian, type Distribution,
} from '../../../nets/distributions/index.ts';
import { pytorch, type DistributionCase } from '../../fixtures/pytorch.ts';
import { vectorError } from '../twin/numeric.ts';

const bounds = { low: [-1, -1, -1], high: [1, 1, 1] };
const makes: Readonly<Record<keyof typeof pytorch.distributions, () => Distribution>> = {
  categorical: () => new Categorical(5),
  multiCategorical: () => new MultiCategorical([2, 3, 4]),
  bernoulli: () => new Bernoulli(3),
  gaussian: () => new DiagonalGaussian(3),
  squashedGaussian: () => new SquashedGaussian(3, bounds),
};

/** The worst difference to PyTorch's values and gradients. */
function distance(make: () => Distribution, { outputs, other, action, mask, ...its }: DistributionCase): number {
  const pi = make(), q = make(), allowed = mask && Uint8Array.from(mask), a = Float32Array.from(action);
  pi.read(Float64Array.from(outputs), 0, allowed);
  q.read(Float64Array.from(other), 0, allowed);
  const gradient = (add: (g: Float64Array) => void) => {
    const g = new Float64Array(pi.parameters);
    add(g);
    return g;
  };
  const errors = [
    vectorError([pi.logProbability(a, 0), pi.kl(q), q.kl(pi)], [its.logProbability, its.kl, its.klFrom]),
    vectorError(gradient((g) => pi.addLogProbabilityGradient(a, 0, 1, g, 0)), its.logProbabilityGradient),
    vectorError(gradient((g) => pi.addKlGradient(q, 1, g, 0)), its.klGradient),
    vectorError(gradient((g) => pi.addKlFromGradient(q, 1, g, 0)), its.klFromGradient),
  ];
  if (its.entropy !== undefined) {
    errors.push(vectorError([pi.entropy()], [its.entropy]), vectorError(gradient((g) => pi.addEntropyGradient(1, g, 0)), its.entropyGradient!));
  }
  return Math.max(...errors);
}

describe.each(Object.keys(makes) as (keyof typeof makes)[])('%s', (kind) => {
  test('has the values of PyTorch, and autograd\'s gradients', () => {
    expect(pytorch.distributions[kind]).toHaveLength(6);
    for (const row of pytorch.distributions[kind]) expect(distance(makes[kind], row)).toBeLessThan(1e-12);
  });
});

test('PyTorch rejects a Gaussian that forgets its squashing, and logits whose mask is dropped', () => {
  const squashed = pytorch.distributions.squashedGaussian[0], masked = pytorch.distributions.categorical[1];
  expect(distance(makes.gaussian, squashed)).toBeGreaterThan(0.1);
  expect(distance(makes.categorical, { ...masked, mask: [1, 1, 1, 1, 1] })).toBeGreaterThan(0.01);
});
