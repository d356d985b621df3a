import { unknownName } from 'gymnasium-js/basics';
import type { Kernels } from '../kernels/kernels.ts';
import type { OptimizerOptions } from '../network.ts';
import type { Work } from './desk.ts';

/** What tells one optimizer from another. */
export interface Rule {
  /** The vectors that it remembers, which begin as zeros. */
  readonly vectors: readonly string[];
  /** The float64 numbers that it remembers, and what they begin as. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Once a step, before `move`: brings the numbers on to this step. */
  begin(numbers: Float64Array, alpha: number): void;
  /** Moves n parameters at p against their gradient at g; s and t are what it remembers of them. */
  readonly move: Work;
}

const KNOWN: Record<OptimizerOptions['name'], readonly string[]> = {
  sgd: ['name', 'momentum', 'nesterov'],
  rmsprop: ['name', 'alpha', 'epsilon', 'momentum', 'epsilonPlacement'],
  adam: ['name', 'beta1', 'beta2', 'epsilon'],
  adamw: ['name', 'beta1', 'beta2', 'epsilon', 'weightDecay'],
};

export const OPTIMIZERS = ['sgd', 'rmsprop', 'adam', 'adamw'] as const;

/** The rule that the options name, with PyTorch's defaults. Throws a RangeError that says which option cannot be. */
export function ruleOf(options: OptimizerOptions, kernels: Kernels): Rule {
  const known = (KNOWN as Record<string, readonly string[] | undefined>)[options.name] ?? [];
  const unknown = Object.keys(options).find((name) => known.length > 0 && !known.includes(name));
  if (unknown !== undefined) throw new RangeError(unknownName(`option of ${options.name}`, unknown, known));
  switch (options.name) {
    case 'sgd': return sgd(options, kernels);
    case 'rmsprop': return rmsprop(options, kernels);
    case 'adam': return adam(options, 0, kernels);
    case 'adamw': return adam(options, options.weightDecay ?? 0.01, kernels);
    default: throw new RangeError(unknownName('optimizer', (options as { name: unknown }).name, OPTIMIZERS));
  }
}

type Of<Name extends OptimizerOptions['name']> = Extract<OptimizerOptions, { name: Name }>;

function sgd({ momentum: mu = 0, nesterov = false }: Of<'sgd'>, kernels: Kernels): Rule {
  share('momentum', mu);
  if (nesterov && mu === 0) throw new RangeError('nesterov looks ahead along the momentum, and "momentum" is 0; give it one, such as 0.9');
  let alpha = 0;
  return {
    vectors: mu > 0 ? ['velocity'] : [],
    numbers: {},
    begin(_, learningRate) { alpha = learningRate; },
    move: mu > 0 ? (n, p, g, b) => { kernels.momentum(p, g, b, n, alpha, mu, Number(nesterov)); } : (n, p, g) => { kernels.sgd(p, g, n, alpha); },
  };
}

function rmsprop({ alpha: rho = 0.99, epsilon = 1e-8, momentum: mu = 0, epsilonPlacement = 'outside' }: Of<'rmsprop'>, kernels: Kernels): Rule {
  share('alpha', rho);
  share('momentum', mu);
  positive('epsilon', epsilon);
  const places = ['outside', 'inside'];
  if (!places.includes(epsilonPlacement)) throw new RangeError(unknownName('epsilonPlacement', epsilonPlacement, places));
  const inside = Number(epsilonPlacement === 'inside');
  let alpha = 0;
  return {
    vectors: mu > 0 ? ['square', 'velocity'] : ['square'],
    numbers: {},
    begin(_, learningRate) { alpha = learningRate; },
    move(n, p, g, v, b) { kernels.rmsprop(p, g, v, b, n, alpha, rho, 1 - rho, epsilon, inside, mu); },
  };
}

/** The powers of the betas are running products in float64, which are the same everywhere. */
function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: Of<'adam' | 'adamw'>, weightDecay: number, kernels: Kernels): Rule {
  share('beta1', beta1);
  share('beta2', beta2);
  positive('epsilon', epsilon);
  if (!(weightDecay >= 0 && weightDecay < Infinity)) throw new RangeError(`"weightDecay" must be a finite number from 0, not ${weightDecay}`);
  let alpha = 0, c = 0, decay = 0;
  return {
    vectors: ['mean', 'square'],
    numbers: { beta1Power: 1, beta2Power: 1 },
    begin(numbers, learningRate) {
      const power1 = numbers[0] *= beta1, power2 = numbers[1] *= beta2;
      alpha = learningRate / (1 - power1);
      c = 1 / Math.sqrt(1 - power2);
      decay = learningRate * weightDecay;
    },
    move(n, p, g, m, v) { kernels.adam(p, g, m, v, n, alpha, beta1, 1 - beta1, beta2, 1 - beta2, c, epsilon, decay); },
  };
}

function share(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`"${name}" must be in [0, 1), not ${value}`);
}

function positive(name: string, value: number): void {
  if (Math.fround(value) > 0 && value < Infinity) return;
  const why = value > 0 && value < Infinity ? ', which is 0 in single precision' : '';
  throw new RangeError(`"${name}" must be a finite number above 0, not ${value}${why}`);
}
