import { describe, expect, test } from 'vitest';
import type { Network, OptimizerOptions } from '../../../nets/network.ts';
import { wasmBackend } from '../../../nets/wasm/index.ts';
import { drawNumbers, vectorError } from '../twin/numeric.ts';
import { twinClip, twinOptimizer, twinPolyak, type TwinStep } from '../twin/optimizers.ts';
import { drawFrom } from './draw.ts';

const make = (vectors = 0) => wasmBackend.mlp({ inputs: 5, hidden: [17], outputs: 3, vectors }, drawFrom(1));
const float = (numbers: ArrayLike<number>) => Float32Array.from(numbers);

const all: Record<string, OptimizerOptions> = {
  'SGD': { name: 'sgd' },
  'SGD with momentum': { name: 'sgd', momentum: 0.9 },
  'SGD with Nesterov\'s momentum': { name: 'sgd', momentum: 0.9, nesterov: true },
  'RMSProp': { name: 'rmsprop' },
  'RMSProp as Stable-Baselines3 sets it': { name: 'rmsprop', alpha: 0.99, epsilon: 1e-5 },
  'RMSProp with epsilon inside': { name: 'rmsprop', epsilon: 1e-3, epsilonPlacement: 'inside' },
  'RMSProp with momentum': { name: 'rmsprop', momentum: 0.5, epsilon: 1e-3 },
  'Adam': { name: 'adam' },
  'Adam with other betas': { name: 'adam', beta1: 0.5, beta2: 0.9, epsilon: 1e-3 },
  'AdamW': { name: 'adamw' },
  'AdamW with more decay': { name: 'adamw', weightDecay: 0.3 },
};

/** The largest distance of parameters from the twin's over 100 steps, in units of the largest parameter. Gradients shrink and grow, rates change. */
function apart(options: OptimizerOptions, twin: TwinStep, where: 'inside' | 'outside' = 'inside'): number {
  const network = make(), optimizer = wasmBackend.optimizer(options, network), { size } = network;
  const theta = drawNumbers(size, 1), parameters = where === 'inside' ? network.parameters : new Float32Array(size);
  parameters.set(theta);
  theta.set(parameters);
  let most = 0;
  for (let t = 0; t < 100; t++) {
    const g = float(drawNumbers(size, t + 2).map((g) => g * (t % 3 === 0 ? 0.01 : 1) + 0.2)), rate = t < 50 ? 0.01 : 0.002;
    if (where === 'inside') network.gradient.set(g);
    optimizer.step(parameters, where === 'inside' ? network.gradient : g, rate);
    twin(theta, g, rate);
    most = Math.max(most, vectorError(parameters, theta));
  }
  return most;
}

const NEAR = 2e-6;

describe.each(Object.entries(all))('%s', (_, options) => {
  test('equals the twin over 100 steps', () => {
    expect(apart(options, twinOptimizer(options))).toBeLessThan(NEAR);
  });

  test('gives the same bits for arrays from elsewhere, however long, and when another optimizer has the network\'s room', () => {
    const network = wasmBackend.mlp({ inputs: 99, hidden: [97], outputs: 3 }, drawFrom(1)), { size } = network;       // more than two pieces
    const inside = wasmBackend.optimizer(options, network), outside = wasmBackend.optimizer(options, network);
    const parameters = float(drawNumbers(size, 3)), gradient = float(drawNumbers(size, 4)), before = gradient.slice();
    network.parameters.set(parameters);
    network.gradient.set(gradient);
    for (let t = 0; t < 5; t++) {
      inside.step(network.parameters, network.gradient, 0.01);
      outside.step(parameters, gradient, 0.01);
    }
    expect(parameters).toEqual(network.parameters);
    expect(gradient).toEqual(before);
    expect(network.gradient).toEqual(before);
    expect(outside.save()).toEqual(inside.save());
  });

  test('goes on from a snapshot as if it had never stopped', () => {
    const steps = (resume: boolean) => {
      const network = make();
      let optimizer = wasmBackend.optimizer(options, network);
      for (let t = 0; t < 10; t++) {
        if (resume && t === 5) {
          const snapshot = structuredClone(optimizer.save());
          for (let i = 0; i < 3; i++) optimizer.step(network.parameters.slice(), network.gradient, 0.5);     // the snapshot is a copy
          optimizer = wasmBackend.optimizer(options, make());
          optimizer.load(snapshot);
        }
        network.gradient.set(drawNumbers(network.size, t));
        optimizer.step(network.parameters, network.gradient, 0.01);
      }
      return { parameters: network.parameters.slice(), state: optimizer.save() };
    };
    expect(steps(true)).toEqual(steps(false));
  });
});

describe('what the check against the twin rejects', () => {
  const twins: Record<string, [OptimizerOptions, TwinStep]> = {
    'Adam without bias correction': [{ name: 'adam' }, (() => {
      const m: number[] = [], v: number[] = [];
      return (theta, g, rate) => {
        for (let i = 0; i < theta.length; i++) {
          m[i] = 0.9 * (m[i] ?? 0) + 0.1 * g[i];
          v[i] = 0.999 * (v[i] ?? 0) + 0.001 * g[i] ** 2;
          theta[i] -= rate * m[i] / (Math.sqrt(v[i]) + 1e-8);
        }
      };
    })()],
    'RMSProp with epsilon on the other side': [{ name: 'rmsprop', epsilon: 1e-3 }, twinOptimizer({ name: 'rmsprop', epsilon: 1e-3, epsilonPlacement: 'inside' })],
    'Adam with a decay that goes through the moments': [{ name: 'adamw', weightDecay: 0.3 }, (() => {
      const adam = twinOptimizer({ name: 'adam' });
      return (theta, g, rate) => { adam(theta, theta.map((p, i) => g[i] + 0.3 * p), rate); };
    })()],
    'momentum that is not Nesterov\'s': [{ name: 'sgd', momentum: 0.9, nesterov: true }, twinOptimizer({ name: 'sgd', momentum: 0.9 })],
    'momentum that holds the rate of its time': [{ name: 'sgd', momentum: 0.9 }, (() => {
      const b: number[] = [];
      return (theta, g, rate) => { for (let i = 0; i < theta.length; i++) theta[i] -= b[i] = 0.9 * (b[i] ?? 0) + rate * g[i]; };
    })()],
  };
  test.each(Object.entries(twins))('%s', (_, [options, wrong]) => {
    expect(apart(options, twinOptimizer(options))).toBeLessThan(NEAR);
    expect(apart(options, wrong)).toBeGreaterThan(100 * NEAR);
  });
});

test('one step of Adam by hand', () => {
  // m = 0.1 g, v = 0.001 g^2; corrected they are g and g^2, so p moves by alpha g / (|g| + epsilon): by alpha against the sign of g.
  const network = make(), optimizer = wasmBackend.optimizer({ name: 'adam' }, network);
  network.parameters.fill(1);
  network.gradient.fill(-0.3);
  optimizer.step(network.parameters, network.gradient, 0.25);
  network.parameters.forEach((p) => { expect(p).toBeCloseTo(1.25, 6); });
});

describe('a step that is refused changes nothing', () => {
  const cases: [string, (network: Network) => void, number, string][] = [
    ['a NaN in the gradient of a weight', (n) => { n.gradient[20] = NaN; }, 0.1, 'the gradient of weight [1, 3] of layer "hidden 1" (number 20 of all) is NaN'],
    ['an infinite gradient of the last bias', (n) => { n.gradient[n.size - 1] = -Infinity; }, 0.1, 'the gradient of bias 2 of layer "output" (number 155 of all) is -Infinity'],
    ['a NaN parameter', (n) => { n.parameters[90] = NaN; }, 0.1, 'the parameter bias 5 of layer "hidden 1" (number 90 of all) is NaN'],
    ['a rate of NaN', () => {}, NaN, 'the learning rate is NaN'],
    ['an infinite rate', () => {}, Infinity, 'the learning rate is Infinity'],
    ['a rate that single precision does not hold', () => {}, 1e39, 'the learning rate is 1e+39'],
  ];
  test.each(cases)('%s', (_, spoil, rate, sentence) => {
    for (const options of Object.values(all)) {
      const network = make(), optimizer = wasmBackend.optimizer(options, network);
      network.parameters.set(drawNumbers(network.size, 1));
      network.gradient.set(drawNumbers(network.size, 2));
      optimizer.step(network.parameters, network.gradient, 0.1);
      spoil(network);
      const before = network.parameters.slice(), state = optimizer.save();
      expect(() => { optimizer.step(network.parameters, network.gradient, rate); }).toThrow(sentence);
      expect(() => { optimizer.step(network.parameters, network.gradient, rate); }).toThrow('This step has changed nothing.');
      expect(network.parameters).toEqual(before);
      expect(optimizer.save()).toEqual(state);
    }
  });

  test.each(Object.entries(all))('%s refuses a gradient whose square overflows, if it remembers squares: they would stay infinite, and nothing would move again', (_, options) => {
    const network = make(), optimizer = wasmBackend.optimizer(options, network), { parameters, gradient } = network;
    gradient[20] = 2 ** 65;
    const step = () => { optimizer.step(parameters, gradient, 1e-30); };
    if (options.name === 'sgd') step();
    else expect(step).toThrow('the gradient of weight [1, 3] of layer "hidden 1" (number 20 of all) is 36893488147419103000, and its square overflows');
    gradient[20] = 1e18;
    step();
    const before = parameters[20];
    gradient[20] = 1e18;
    for (let i = 0; i < 3; i++) optimizer.step(parameters, gradient, 0.1);
    expect(parameters[20]).not.toBe(before);
  });

  test('the bad input is not blamed for a parameter that somebody spoiled', () => {
    const network = make(), optimizer = wasmBackend.optimizer({ name: 'adam' }, network);
    network.forward(Float32Array.of(1, 2, Infinity, 4, 5), 1);
    network.parameters[0] = NaN;
    expect(() => { optimizer.step(network.parameters, network.gradient, 0.1); }).toThrow('(number 0 of all) is NaN. This step');
  });

  test('every place of a vector is looked at', () => {
    const network = make(), optimizer = wasmBackend.optimizer({ name: 'sgd' }, network), { size, gradient, parameters } = network;
    for (let i = 0; i < size; i++) {
      gradient[i] = i % 2 === 0 ? NaN : Infinity;
      expect(() => { optimizer.step(parameters, gradient, 1); }).toThrow(`number ${i} of all`);
      expect(() => { optimizer.step(parameters, gradient.slice(), 1); }).toThrow(`number ${i} of all`);
      gradient[i] = 0;
    }
  });

  test('an input that was NaN or infinite is told from a gradient that became so', () => {
    // A NaN spreads to all; an infinite one saturates tanh, whose slope is 0 there, and 0 times infinity is the gradient of its own weights.
    for (const [bad, weight] of [[NaN, 'weight [0, 0]'], [Infinity, 'weight [2, 0]']] as const) {
      const network = make(), optimizer = wasmBackend.optimizer({ name: 'adam' }, network);
      network.parameters.set(drawNumbers(network.size, 1));
      network.forward(Float32Array.of(1, 2, bad, 4, 5), 1);
      network.backward(Float32Array.of(1, 1, 1));
      expect(() => { optimizer.step(network.parameters, network.gradient, 0.1); }).toThrow(`the gradient of ${weight} of layer "hidden 1"`);
      expect(() => { optimizer.step(network.parameters, network.gradient, 0.1); }).toThrow(`is NaN. The input of the network held ${bad}. This step`);
    }
  });
});

describe('snapshots', () => {
  const of = (options: OptimizerOptions) => wasmBackend.optimizer(options, make());

  test('of another optimizer, shape or options are refused, and nothing has changed', () => {
    const adam = of({ name: 'adam' }), before = adam.save();
    expect(() => { adam.load(of({ name: 'sgd' }).save()); }).toThrow('this is adam, and the snapshot is of "sgd"');
    expect(() => { adam.load({ ...before, mean: new Float32Array(3) }); }).toThrow('the snapshot is of 3 parameters, and this adam moves 156');
    expect(() => { adam.load({ optimizer: 'adam', mean: new Float32Array(156) }); }).toThrow('"square", and holds undefined there');
    expect(() => { adam.load({ ...before, mean: new Float32Array(156).fill(NaN, 7) }); }).toThrow('the snapshot is damaged: number 7 of its mean is NaN');
    expect(() => { adam.load({ ...before, square: new Float32Array(156).fill(-1) }); }).toThrow('the snapshot is damaged: number 0 of its square is -1');
    for (const power of [NaN, 5, -1]) expect(() => { adam.load({ ...before, beta2Power: power }); }).toThrow(`the snapshot is damaged: its beta2Power is ${power}`);
    expect(() => { adam.load(null as never); }).toThrow('a snapshot is what save() gave, and this is null');
    expect(() => { adam.load({ ...before, beta1Power: 'one' }); }).toThrow('should hold a number called "beta1Power", and holds "one" there');
    expect(() => { of({ name: 'sgd' }).load(of({ name: 'sgd', momentum: 0.9 }).save()); }).toThrow('holds "velocity", which this sgd does not remember: its options were others');
    expect(adam.save()).toEqual(before);
  });
});

describe('options that cannot be', () => {
  test.each([
    [{ name: 'adma' }, 'There is no optimizer "adma". Did you mean "adam"?'],
    [{ name: 'adam', beta1: 1 }, '"beta1" must be in [0, 1), not 1'],
    [{ name: 'adam', epsilon: 0 }, '"epsilon" must be a finite number above 0, not 0'],
    [{ name: 'adam', epsilon: 1e-50 }, '"epsilon" must be a finite number above 0, not 1e-50, which is 0 in single precision'],
    [{ name: 'adam', weightDecay: 0.01 }, 'There is no option of adam "weightDecay"'],
    [{ name: 'adam', beta_1: 0.9 }, 'Did you mean "beta1"?'],
    [{ name: 'rmsprop', alpha: NaN }, '"alpha" must be in [0, 1), not NaN'],
    [{ name: 'rmsprop', epsilonPlacement: 'within' }, 'There is no epsilonPlacement "within"'],
    [{ name: 'adamw', weightDecay: -1 }, '"weightDecay" must be a finite number from 0, not -1'],
    [{ name: 'sgd', nesterov: true }, 'nesterov looks ahead along the momentum, and "momentum" is 0'],
  ])('%o', (options, sentence) => { expect(() => wasmBackend.optimizer(options as OptimizerOptions, make())).toThrow(sentence); });

  test('vectors of another length', () => {
    const network = make(), optimizer = wasmBackend.optimizer({ name: 'sgd' }, network);
    expect(() => { optimizer.step(new Float32Array(3), network.gradient, 1); }).toThrow('parameters must hold 156 numbers, as the network of this optimizer does, and hold 3');
    expect(() => { optimizer.step(network.parameters, new Float32Array(3), 1); }).toThrow('gradient must hold 156 numbers, as the network of this optimizer does, and holds 3');
  });
});

test('adamw without a word about decay has PyTorch\'s 0.01, also where it is said to be undefined', () => {
  const moved = (options: OptimizerOptions) => {
    const network = make(), optimizer = wasmBackend.optimizer(options, network);
    network.parameters.set(drawNumbers(network.size, 1));
    network.gradient.set(drawNumbers(network.size, 2));
    for (let i = 0; i < 20; i++) optimizer.step(network.parameters, network.gradient, 0.1);
    return network.parameters.slice();
  };
  const decayed = moved({ name: 'adamw', weightDecay: 0.01 });
  expect(moved({ name: 'adamw' })).toEqual(decayed);
  expect(moved({ name: 'adamw', weightDecay: undefined as never })).toEqual(decayed);
  expect(moved({ name: 'adam' })).not.toEqual(decayed);
});

describe('clipGradient', () => {
  const network = make();

  test.each([0.01, 0.5, 1, 1000])('to a norm of %f equals the twin', (maxNorm) => {
    const g = drawNumbers(network.size, 5), expected = float(g);
    network.gradient.set(g);
    const twin = Float64Array.from(expected), norm = twinClip(twin, maxNorm);
    expect(wasmBackend.clipGradient(network, maxNorm)).toBeCloseTo(norm, 10);
    expect(vectorError(network.gradient, twin)).toBeLessThan(1e-6);
    if (norm <= maxNorm) expect(network.gradient).toEqual(expected);
  });

  test('the norm is 16 sums by index, in float64: large and tiny gradients neither overflow nor vanish', () => {
    for (const size of [1e30, 1e-30]) {
      const g = float(drawNumbers(network.size, 6, size)), sums = new Float64Array(16);
      g.forEach((g, i) => { sums[i % 16] += g * g; });
      network.gradient.set(g);
      expect(wasmBackend.clipGradient(network, Infinity)).toBe(Math.sqrt(sums.reduce((a, b) => a + b, 0)));
    }
  });

  test('a gradient that is not finite is left to the optimizer', () => {
    network.gradient.fill(1);
    network.gradient[7] = NaN;
    expect(wasmBackend.clipGradient(network, 0.5)).toBeNaN();
    expect(network.gradient[8]).toBe(1);
    expect(() => wasmBackend.clipGradient(network, 0)).toThrow('maxNorm must be above 0, not 0');
  });
});

describe('polyak', () => {
  const network = make(2), { size } = network, pair = network.vectors(2), target = pair.subarray(0, size), source = pair.subarray(size);

  test.each([0, 0.005, 0.5, 1])('with tau %f equals the twin, wherever the vectors lie', (tau) => {
    const expected = Float64Array.from(float(drawNumbers(size, 1))), from = float(drawNumbers(size, 2)), elsewhere = float(expected);
    target.set(expected);
    source.set(from);
    wasmBackend.polyak(network, target, source, tau);
    wasmBackend.polyak(network, elsewhere, from, tau);
    twinPolyak(expected, from, tau);
    expect(vectorError(target, expected)).toBeLessThan(1e-6);
    expect(elsewhere).toEqual(target);
    expect(source).toEqual(from);
    if (tau === 1) expect(target).toEqual(source);
  });

  test('what cannot be', () => {
    expect(() => { wasmBackend.polyak(network, target, source, 2); }).toThrow('tau must be in [0, 1], not 2');
    expect(() => { wasmBackend.polyak(network, target, pair, 0.5); }).toThrow(`must hold ${size} numbers, as the network does, and hold ${size} and ${2 * size}`);
  });
});
