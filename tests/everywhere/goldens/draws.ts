import { Stream } from 'gymnase/agents';
import { Random } from 'gymnasium-js';
import { Digest } from './digest.ts';
import type { Goldens } from './golden.ts';

const DRAWS = 100_000;
const SHARES = [0.1, 0, 0.2, 0.3, 0.4];

/** What a generator draws, by kind. */
const KINDS: Record<string, (random: Random) => number> = {
  random: (random) => random.random(),
  random32: (random) => random.random32(),
  uint32: (random) => random.uint32(),
  uniform: (random) => random.uniform(-1, 3),
  'integers below 6': (random) => random.integers(6),
  'integers below 10^12': (random) => random.integers(1e12),
  normal: (random) => random.normal(1, 2),
  exponential: (random) => random.exponential(0.5),
  'choice by shares': (random) => random.choice(SHARES.length, { p: SHARES }),
};

const drawn = (draw: () => number) => new Digest().add(Float64Array.from({ length: DRAWS }, draw)).hex();

/** The first hundred thousand draws of each kind, of generators with seed 2024; and orders, whose draws come in bounds of all sizes. */
export const draws: Goldens = {
  ...Object.fromEntries(Object.entries(KINDS).map(([kind, draw]) => {
    return [`draws: ${kind}`, () => { const random = new Random(2024); return drawn(() => draw(random)); }];
  })),
  'draws: uint8 and int64 arrays': () => {
    const random = new Random(2024), options = { size: DRAWS };
    const wide = random.integersBig(-(1n << 62n), 1n << 62n, options).map((n) => Number(n >> 20n));     // 2^42 fits a double
    return new Digest().add(random.integers(0, 200, { ...options, dtype: 'uint8' }), wide).hex();
  },
  'draws: permutation': () => {
    const random = new Random(2024), [child] = random.spawn(1);
    return new Digest().add(random.permutation(DRAWS), child.permutation(1000)).hex();
  },
  'draws: a named stream': () => { const stream = new Stream('2024/explore/0'); return drawn(() => stream.random()); },
};
