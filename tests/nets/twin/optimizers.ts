import type { OptimizerOptions } from '../../../nets/network.ts';

// Optimizers in float64, number by number as PyTorch's documentation writes them. Held to PyTorch's own numbers in twin.test.ts.

/** Moves parameters against a gradient; remembers what it must. */
export type TwinStep = (theta: Float64Array, g: ArrayLike<number>, learningRate: number) => void;

/** The optimizer that `options` names, with PyTorch's defaults, at its start. */
export function twinOptimizer(options: OptimizerOptions): TwinStep {
  switch (options.name) {
    case 'sgd': return sgd(options);
    case 'rmsprop': return rmsprop(options);
    case 'adam': return adam({ ...options, weightDecay: 0 });
    case 'adamw': return adam({ ...options, weightDecay: options.weightDecay ?? 0.01 });
  }
}

/** b <- mu b + g;  theta <- theta - lr b,  or theta - lr (g + mu b) where Nesterov's */
function sgd({ momentum: mu = 0, nesterov = false }: { momentum?: number; nesterov?: boolean }): TwinStep {
  const b: number[] = [];
  return (theta, g, lr) => {
    for (let i = 0; i < theta.length; i++) {
      b[i] = mu * (b[i] ?? 0) + g[i];
      theta[i] -= lr * (nesterov ? g[i] + mu * b[i] : b[i]);
    }
  };
}

/** v <- alpha v + (1 - alpha) g^2;  b <- mu b + g / (sqrt(v) + epsilon), or g / sqrt(v + epsilon);  theta <- theta - lr b */
function rmsprop({ alpha = 0.99, epsilon = 1e-8, momentum: mu = 0, epsilonPlacement = 'outside' }:
  { alpha?: number; epsilon?: number; momentum?: number; epsilonPlacement?: 'outside' | 'inside' }): TwinStep {
  const v: number[] = [], b: number[] = [];
  return (theta, g, lr) => {
    for (let i = 0; i < theta.length; i++) {
      v[i] = alpha * (v[i] ?? 0) + (1 - alpha) * g[i] ** 2;
      b[i] = mu * (b[i] ?? 0) + g[i] / (epsilonPlacement === 'outside' ? Math.sqrt(v[i]) + epsilon : Math.sqrt(v[i] + epsilon));
      theta[i] -= lr * b[i];
    }
  };
}

/**
 * m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;  theta <- theta - lr m^ / (sqrt(v^) + epsilon),  where
 * m^ = m / (1 - beta1^t) and v^ = v / (1 - beta2^t). With weight decay (AdamW), first theta <- theta - lr weightDecay theta.
 */
function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay }:
  { beta1?: number; beta2?: number; epsilon?: number; weightDecay: number }): TwinStep {
  const m: number[] = [], v: number[] = [];
  let t = 0;
  return (theta, g, lr) => {
    t++;
    for (let i = 0; i < theta.length; i++) {
      m[i] = beta1 * (m[i] ?? 0) + (1 - beta1) * g[i];
      v[i] = beta2 * (v[i] ?? 0) + (1 - beta2) * g[i] ** 2;
      theta[i] -= lr * weightDecay * theta[i];
      theta[i] -= lr * (m[i] / (1 - beta1 ** t)) / (Math.sqrt(v[i] / (1 - beta2 ** t)) + epsilon);
    }
  };
}

/** The Euclidean norm of g, which is scaled down to one of at most `maxNorm`. */
export function twinClip(g: Float64Array, maxNorm: number): number {
  const norm = Math.sqrt(g.reduce((sum, g) => sum + g * g, 0));
  if (norm > maxNorm) for (let i = 0; i < g.length; i++) g[i] *= maxNorm / norm;
  return norm;
}

/** target <- target + tau (source - target) */
export function twinPolyak(target: Float64Array, source: ArrayLike<number>, tau: number): void {
  for (let i = 0; i < target.length; i++) target[i] += tau * (source[i] - target[i]);
}
