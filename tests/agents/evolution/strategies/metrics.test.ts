import { describe, expect, test } from 'vitest';
import { diversity } from '../../../../agents/evolution/genetic/diversity.ts';
import { cmaEs, openaiEs } from '../../../../agents/evolution/strategies/index.ts';
import type { Strategy } from '../../../../agents/evolution/strategy.ts';

const sphere = (x: Float64Array) => -x.reduce((sum, v) => sum + v * v, 0);
const off = { tolFun: 0, tolFunHist: 0, tolFlatFitness: Infinity, tolStagnation: Infinity, tolFacUpX: Infinity };

const all: [string, (options?: { targetFitness?: number }) => Strategy][] = [
  ['cma-es', (options) => cmaEs({ dimension: 3, seed: 2, ...off, ...options })],
  ['openai-es', (options) => openaiEs({ dimension: 3, seed: 2, populationSize: 10, sigma: 0.1, ...options })],
];

describe.each(all)('%s', (_, make) => {
  test('tells the diversity of the genomes that were told, beside their fitness', () => {
    const es = make();
    expect(es.metrics['diversity']).toBeNaN();
    for (let g = 0; g < 4; g++) {
      const told = es.ask().map((x) => x.slice());
      es.tell(told.map(sphere));
      expect(es.metrics['diversity']).toBe(diversity(told));
      expect(es.metrics['diversity'], 'this rejects that of the next generation').not.toBe(diversity(es.ask()));
    }
  });

  test('and keeps it in a snapshot', () => {
    const one = make(), other = make();
    one.tell(one.ask().map(sphere));
    other.load(one.save());
    expect(other.metrics).toEqual(one.metrics);
    expect(other.metrics['diversity']).toBeGreaterThan(0);
  });

  test('goes on when a fitness is Infinity, if no target was set, or Infinity, which is none', () => {
    for (const es of [make(), make({ targetFitness: Infinity })]) {
      for (let g = 0; g < 20; g++) es.tell(es.ask().map((x) => (x[0] > 0 ? Infinity : sphere(x))));
      expect(es.best?.fitness).toBe(Infinity);
      expect(es.stop).toBeUndefined();
    }
  });

  test('stops for it where a target was set, however high', () => {
    const es = make({ targetFitness: Number.MAX_VALUE });
    es.tell(es.ask().map((_x, i) => (i === 1 ? Infinity : 0)));
    expect(es.stop).toBe('targetFitness: a fitness of Infinity reached the 1.7976931348623157e+308 asked for');
  });
});
