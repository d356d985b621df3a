import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { agentSpec } from '../../../../agents/index.ts';
import { genomeToJson } from '../../../../agents/evolution/neat/genome-json.ts';
import { neat, type Neat } from '../../../../agents/evolution/neat/neat.ts';
import type { NeatOptions } from '../../../../agents/evolution/neat/options.ts';
import { PRESETS } from '../../../../agents/evolution/neat/presets.ts';
import { byRank, fromZero } from '../../../../agents/evolution/neat/sharing.ts';
import { SpeciesHistory } from '../../../../agents/evolution/neat/species-history.ts';
import { speciesScene } from '../../../../agents/evolution/neat/species-scene.ts';
import { xor, xorOf } from './tasks.ts';

const made = (options: Partial<NeatOptions> = {}): Neat => neat({ inputs: 2, outputs: 1, seed: 1, ...options });
const pass = (evolution: Neat, generations: number, fitness = (genome: Parameters<typeof xorOf>[0]) => xorOf(genome).fitness) => {
  for (let t = 0; t < generations; t++) evolution.tell(evolution.ask().map(fitness));
  return evolution;
};
/** All that can be seen of it, as a hash. */
const bytes = (evolution: Neat) => createHash('sha256').update(JSON.stringify([
  evolution.ask().map(genomeToJson), evolution.species.map(({ id, age, bestFitness, improvedAt, members }) => [id, age, bestFitness, improvedAt, members]),
  Object.entries(evolution.metrics), evolution.best?.fitness, [...evolution.speciesHistory.save()],
])).digest('hex');

describe('NEAT', () => {
  test('solves XOR with nearly all of ten seeds; without species with none', () => {
    const solved = (options: Partial<NeatOptions>) => Array.from({ length: 10 }, (_, seed) => xor(seed, { options })).filter((winner) => winner !== undefined).length;
    expect(solved({})).toBeGreaterThanOrEqual(9);
    expect(solved({ compatibilityThreshold: Infinity })).toBe(0);
  });

  test('does the same with the same seed, and something else with another', () => {
    expect(bytes(pass(made(), 10))).toBe(bytes(pass(made(), 10)));
    expect(bytes(pass(made({ seed: 2 }), 10))).not.toBe(bytes(pass(made(), 10)));
  });

  test.each<[string, Partial<NeatOptions>]>([['feed-forward', {}], ['recurrent', { preset: 'canonical-large', populationSize: 60 }], ['with a moving threshold', { targetSpecies: 5 }]])(
    'goes on from a snapshot as if it had never stopped: %s', (_, options) => {
      const straight = pass(made(options), 35), half = pass(made(options), 20), snapshot = structuredClone(half.save());
      const resumed = made({ ...options, seed: 99 });
      resumed.load(snapshot);
      expect(bytes(resumed)).toBe(bytes(half));
      pass(half, 15);
      expect(bytes(pass(resumed, 15))).toBe(bytes(straight));
      expect(bytes(half)).toBe(bytes(straight));
      expect(resumed.save()).toEqual(straight.save());
    });

  test('a loaded one without the random numbers would go on otherwise', () => {
    const straight = pass(made(), 12), wrong = made({ seed: 99 });
    wrong.load({ ...pass(made(), 10).save(), stream: made({ seed: 99 }).save().stream });
    expect(bytes(pass(wrong, 2))).not.toBe(bytes(straight));
  });

  test('begins with every input and the bias connected to every output and nothing else, or with nothing', () => {
    for (const { structure, enabled } of made({ outputs: 2 }).ask()) {
      expect(structure.genes.map(({ from, to }) => [from, to])).toEqual([[0, 3], [0, 4], [1, 3], [1, 4], [2, 3], [2, 4]]);
      expect(enabled).toEqual([1, 1, 1, 1, 1, 1]);
    }
    expect(made({ initialConnection: 'unconnected' }).ask().every(({ weights }) => weights.length === 0)).toBe(true);
    expect(pass(made({ initialConnection: 'unconnected' }), 30).metrics.connections).toBeGreaterThan(1);
  });

  test('keeps the champion of a species with more than five offspring as it was', () => {
    const evolution = pass(made(), 5), genomes = evolution.ask();
    const fitness = genomes.map((genome) => xorOf(genome).fitness), top = fitness.indexOf(Math.max(...fitness));
    evolution.tell(fitness);
    expect(evolution.ask()).toContain(genomes[top]);
    expect(evolution.best).toEqual({ genome: genomes[top], fitness: fitness[top] });
  });

  test('puts NaN last, counts it, and never keeps it as the best', () => {
    const evolution = made(), n = evolution.populationSize;
    evolution.tell(Array.from({ length: n }, (_, i) => (i === 3 ? -5 : NaN)));
    expect(evolution.metrics.nanFitness).toBe(n - 1);
    expect(evolution.best!.fitness).toBe(-5);
    const nothing = made();
    nothing.tell(new Array<number>(n).fill(NaN));
    expect(nothing.ask()).toHaveLength(n);
    expect([...fromZero([NaN, -3, 1, -Infinity, 4])]).toEqual([0, 0, 4, 0, 7]);
    expect([...fromZero([NaN, 3, 1])]).toEqual([0, 3, 1]);
  });

  test('keeps the number of species near the target by moving the threshold', () => {
    const away = (options: Partial<NeatOptions>) => {
      const evolution = pass(made(options), 40), seen = Array.from({ length: 20 }, () => pass(evolution, 1).metrics.species);
      return Math.abs(seen.reduce((a, b) => a + b, 0) / 20 - 5);
    };
    expect(away({ targetSpecies: 5 })).toBeLessThan(2);
    expect(away({})).toBeGreaterThan(2);
  });

  test('breeds from the champions of the two fittest species alone when nothing became fitter for twenty generations', () => {
    // Told 21 times: the first is an improvement, the next twenty are not.
    const few = pass(made(), 21, () => 1), many = pass(made({ refocusAfter: 0 }), 21, () => 1);
    expect(few.species.length).toBeLessThan(many.species.length);
    expect(pass(made(), 20, () => 1).species.length).toBe(pass(made({ refocusAfter: 0 }), 20, () => 1).species.length);
  });
});

describe('When all species are stale and none of those may reproduce', () => {
  // The second generation is no fitter than the first; one generation without improvement is too many here.
  const options = { maxStagnation: 1, staleFactor: 0, refocusAfter: 0 };

  test('it stops and says so', () => {
    const evolution = made(options);
    expect(evolution.stop).toBeUndefined();
    for (let t = 0; t < 60 && evolution.stop === undefined; t++) pass(evolution, 1, () => 1);
    const last = evolution.ask();
    expect(evolution.stop).toMatch(/all species died out in generation \d+: none had become fitter for 1 generation/);
    expect(evolution.metrics.extinctions).toBe(1);
    expect(last).toHaveLength(150);
  });

  test('or begins anew, and counts it', () => {
    const evolution = pass(made({ ...options, resetOnExtinction: true }), 60, () => 1);
    expect(evolution.stop).toBeUndefined();
    expect(evolution.metrics.extinctions).toBeGreaterThan(0);
  });

  test('and by itself a stale species has a hundredth of its offspring, so nothing dies out', () => {
    expect(pass(made({ ...options, staleFactor: PRESETS.canonical.staleFactor }), 60, () => 1).metrics.extinctions).toBe(0);
  });
});

test('of species where none is fit at all, those that are not stale have offspring, though one that is stale is fit', () => {
  // Two species by weight; with staleFactor 0 the stale one, whose fitness never grows, may have none.
  const evolution = made({
    populationSize: 60, compatibilityDisjointCoefficient: 0, compatibilityWeightCoefficient: 1, compatibilityThreshold: 0.9, staleFactor: 0, maxStagnation: 1, refocusAfter: 0,
    connAddProb: 0, nodeAddProb: 0,
  });
  const fit = evolution.species[0].id;
  let outlived = 0;
  for (let t = 0; t < 4 && evolution.stop === undefined; t++) {
    const fitness = new Float64Array(60);
    for (const { id, members } of evolution.species) if (id === fit) for (const i of members) fitness[i] = 10;
    const others = evolution.species.filter(({ id, age, improvedAt }) => id !== fit && age - improvedAt < 1).length;
    evolution.tell(fitness);
    if (t > 0 && others > 0) {
      expect(evolution.stop).toBeUndefined();
      outlived++;
    }
  }
  expect(outlived).toBeGreaterThan(0);
});

describe('Species that share by rank', () => {
  /** Of species by weight, how the first grows whose members are told 3 and the others 1, but for one that is told something very bad. */
  const growthOfTheFitter = (options: Partial<NeatOptions>, worst: number) => {
    const evolution = made({
      populationSize: 60, compatibilityDisjointCoefficient: 0, compatibilityWeightCoefficient: 1, compatibilityThreshold: 0.9, connAddProb: 0, nodeAddProb: 0,
      mutateLinkWeightsProb: 0, interspeciesMateRate: 0, newbornsMate: false, ...options,
    });
    const [{ id, members }] = evolution.species, fit = new Set(members), other = evolution.ask().findIndex((_, i) => !fit.has(i));
    evolution.tell(Array.from({ length: 60 }, (_, i) => (i === other ? worst : fit.has(i) ? 3 : 1)));
    return evolution.species.find((one) => one.id === id)!.members.length / fit.size;
  };

  test('share alike however bad the worst is, where by fitness all then have the same', () => {
    expect(growthOfTheFitter({ rankSharingPower: 2 }, -1e6)).toBe(growthOfTheFitter({ rankSharingPower: 2 }, -1));
    expect(growthOfTheFitter({}, -1e6)).toBeLessThan(0.8 * growthOfTheFitter({}, -1));
    expect(growthOfTheFitter({ rankSharingPower: 4 }, -1)).toBeGreaterThan(1.2 * growthOfTheFitter({ rankSharingPower: 1 }, -1));
  });

  test('count by place, those who are equally fit by the mean of theirs', () => {
    const fitness = [5, NaN, 7, 5, NaN];
    expect([...byRank(fitness, Int32Array.of(2, 0, 3, 1, 4), 1)]).toEqual([0.7, 0.3, 1, 0.7, 0.3].map((x) => expect.closeTo(x, 12)));
    expect(byRank(fitness, Int32Array.of(2, 0, 3, 1, 4), 2)[0]).toBeCloseTo(0.49, 12);
    expect([...byRank([0, -0, 0], Int32Array.of(0, 1, 2), 1)]).toEqual([1, 1, 1].map((x) => expect.closeTo(x * 2 / 3, 12)));
  });
});

describe('How far weights are moved', () => {
  const PAPER = {
    weightMutateMode: 'paper', weightMutateRate: 1, weightReplaceRate: 0, mutateLinkWeightsProb: 1, mutateOnlyProb: 1,
    newbornsMate: false, connAddProb: 0, nodeAddProb: 0, weightInitRange: 0,
  } as const;
  const farthest = (evolution: Neat) => Math.max(...evolution.ask().flatMap(({ weights }) => [...weights].map(Math.abs)));

  test('may follow a schedule', () => {
    let now = 0;
    const evolution = made({ ...PAPER, weightMutatePower: 'exp_1_0.01', progress: () => now }), moves: number[] = [];
    expect(evolution.settings.weightMutatePower).toBe(1);
    for (now of [0, 0.5, 1]) {
      const one = made({ ...PAPER, weightMutatePower: 'exp_1_0.01', progress: () => now });
      moves.push(farthest(pass(one, 1)));
    }
    expect(moves.map((x) => x / moves[0])).toEqual([1, 0.1, 0.01].map((x) => expect.closeTo(x, 9)));
    expect(moves[0]).toBeGreaterThan(0.9);
  });

  test('cannot follow one that is none, or without knowing how much is over', () => {
    expect(() => made({ weightMutatePower: 'exp_2_0.2' })).toThrow(/schedule "exp_2_0.2", and nothing says how much of the run is over: give progress/);
    expect(() => made({ weightMutatePower: 'much', progress: () => 0 })).toThrow(/weightMutatePower is a finite number from 0 up, or a schedule .* got "much"/);
    expect(() => made({ weightMutatePower: 'lin_1_-1', progress: () => 0 })).toThrow(/weightMutatePower is a finite number from 0 up/);
    expect(() => made({ progress: 0.5 as never })).toThrow(/progress of neat is a function, and got 0.5/);
    expect(() => pass(made({ weightMutatePower: 'lin_1', progress: () => 2 }), 1)).toThrow(/progress of neat says .* from 0 to 1, and got 2/);
  });
});

test('a generation that is NaN throughout has no fitness to be the best, and any later one is better', () => {
  const evolution = made();
  evolution.tell(new Float64Array(150).fill(NaN));
  expect(evolution.best?.fitness).toBeNaN();
  evolution.tell(new Float64Array(150).fill(-5));
  expect(evolution.best?.fitness).toBe(-5);
});

test('the history of very many generations is thinned, so that it can be drawn', () => {
  const history = new SpeciesHistory();
  for (let t = 0; t < 200_000; t++) history.add(t, [{ id: 1 + Math.floor(t / 50_000), age: 1, bestFitness: 0, improvedAt: 1, members: [0, 1, 2] }]);
  const { generations, species, sizes } = history.sizes;
  expect([generations.length, generations[0], generations[1], generations.at(-1)]).toEqual([1000, 0, 200, 199_800]);
  expect([...species]).toEqual([1, 2, 3, 4]);
  expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(3000);
  expect(speciesScene(history.sizes).caption).toContain('4 species up to generation 199800, 1 of them in it');
});

describe('Newborns', () => {
  const SPECIES_BY_WEIGHT = { compatibilityDisjointCoefficient: 0.01, compatibilityWeightCoefficient: 3, compatibilityThreshold: 2 };

  /** How many offspring had a parent of their own generation: a new node splits a connection of another new one. */
  const grandchildren = (newbornsMate: boolean) => {
    const evolution = made({ ...SPECIES_BY_WEIGHT, newbornsMate, populationSize: 300, connAddProb: 0, nodeAddProb: 0.5, refocusAfter: 0 });
    let count = 0;
    for (let t = 0; t < 12; t++) {
      const known = new Set(evolution.ask().flatMap(({ structure }) => structure.hidden));
      evolution.tell(evolution.ask().map((genome) => xorOf(genome).fitness));
      for (const { structure: { genes, hidden } } of evolution.ask()) {
        const fresh = new Set(hidden.filter((node) => !known.has(node)));
        if (genes.some(({ from, to }) => fresh.has(from) && fresh.has(to))) count++;
      }
    }
    return count;
  };

  test('are parents in the generation that they are born in, if they may be', () => {
    expect(grandchildren(true)).toBeGreaterThan(5);
    expect(grandchildren(false)).toBe(0);
  });
});

describe('Options that are wrong are refused, with what arrived and what to try', () => {
  test.each<[Partial<NeatOptions>, RegExp]>([
    [{ populationSize: 1 }, /populationSize is a whole number from 2 up.* try 150, and got 1/],
    [{ populationSize: 0 }, /populationSize .* got 0/],
    [{ elitism: 150 }, /elitism 150 is all of the population of 150 or more.*try 1/],
    [{ youngFactor: 0 }, /youngFactor is a number above 0, and got 0/],
    [{ seed: 0.5 }, /seed of neat cannot be 0.5/],
    [{ nodeAddProb: 1.5 }, /nodeAddProb is a number from 0 to 1, and got 1.5/],
    [{ mateOnlyProb: NaN }, /mateOnlyProb is a number from 0 to 1, and got NaN/],
    [{ survivalThreshold: '0.2' as never }, /survivalThreshold is a number from 0 to 1, and got "0.2"/],
    [{ mateBlendAlpha: -0.1 }, /mateBlendAlpha is a number from 0 to 1000000, and got -0.1/],
    [{ mateBlendAlpha: 1e308 }, /mateBlendAlpha is a number from 0 to 1000000, and got 1e\+308/],
    [{ mateBlendAlpha: 0.4, mateMultipointProb: 1 }, /mateBlendAlpha would do nothing: with mateMultipointProb 1 .* Try mateMultipointProb 0.6/],
    [{ rankSharingPower: Infinity }, /rankSharingPower is a finite number from 0 up, and got Infinity/],
    [{ inputs: 0 }, /inputs is a whole number from 1 up, and got 0/],
    [{ maxStagnation: 0 }, /maxStagnation is a whole number from 1 up, such as 15, and got 0/],
    [{ compatibilityThreshold: 0 }, /compatibilityThreshold is a number above 0, and got 0/],
    [{ weightMutateRate: 0.8 }, /weightMutateRate would do nothing: in mode program .* Set weightMutateMode to paper/],
    [{ weightMutateMode: 'paper', weightMutateRate: 0.8, weightReplaceRate: 0.3 }, /add up to at most 1, and got 0.8 and 0.3/],
    [{ recurOnlyProb: 0.2 }, /feed-forward network has none: set feedForward to false/],
    [{ preset: 'canon' as never }, /There is no preset "canon". Did you mean "canonical"/],
    [{ nodeAddProbability: 1 } as never, /There is no neat option "nodeAddProbability"/],
    [{ feedForward: 1 as never }, /feedForward is true or false, and got 1/],
    [{ activationDefault: 'sine' as never }, /activationDefault is one of sigmoid, tanh, relu, identity, and got "sine"/],
  ])('%o', (options, message) => {
    expect(() => made(options)).toThrow(message);
  });

  test('all of them can be said to the agent as well, which takes the number of genomes from its rows', () => {
    const known = [...Object.keys(PRESETS.canonical), 'targetFitness'].filter((name) => name !== 'populationSize' && name !== 'fitnessThreshold');
    expect(Object.keys(agentSpec('neat').options.shape)).toEqual(expect.arrayContaining(known));
  });

  test('and so are fitnesses of another number of genomes, and snapshots of another population', () => {
    expect(() => made().tell([1, 2])).toThrow(/150 genomes were asked for, and the fitness of 2 was told/);
    expect(() => made({ inputs: 3 }).load(made().save())).toThrow(/150 networks with 2 inputs and 1 outputs, and here are 150 with 3 and 1/);
    expect(() => made().load({ ...made().save(), version: 7 })).toThrow(/version 7 of neat, and 2 is needed/);
    expect(() => made({ bias: 0 }).load(made().save())).toThrow(/networks with sigmoid, bias 1, feed-forward, and here they have sigmoid, bias 0, feed-forward/);
    expect(() => made().load(made({ feedForward: false }).save())).toThrow(/bias 1, recurrent, and here/);
  });
});
