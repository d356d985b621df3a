import { doublePole, generalizationStarts, type DoublePoleStart, type Dynamics, type Random } from 'gymnasium-js';
import { Evaluator } from '../../../../agents/evolution/neat/network.ts';
import { Neat } from '../../../../agents/evolution/neat/neat.ts';
import type { NeatGenome } from '../../../../agents/evolution/neat/genome.ts';
import type { NeatOptions } from '../../../../agents/evolution/neat/options.ts';
import type { Markings } from '../../../../agents/evolution/neat/innovations.ts';

/*
 * The experiments of Stanley & Miikkulainen (2002), section 4, as his program runs them. One evaluation is one genome's fitness; a run ends with
 * the first genome that solves the task, or has failed after 100 generations.
 */
const GENERATIONS = 100;

/** What is changed about NEAT, if anything. */
export interface Variant { readonly name?: string; readonly options?: Partial<NeatOptions>; readonly markings?: () => Markings }
export interface Winner { readonly evaluations: number; readonly hidden: number; readonly score: number }

const network = new Evaluator();

/** One run: `generation` gives the fitness of all, and the winner if there is one. */
function run(evolution: Neat, generation: (genomes: readonly NeatGenome[], fitness: Float64Array) => { at: number; score?: number } | undefined): Winner | undefined {
  const n = evolution.populationSize, fitness = new Float64Array(n);
  for (let t = 0; t < GENERATIONS; t++) {
    const genomes = evolution.ask(), winner = generation(genomes, fitness);
    if (winner !== undefined) {
      return { evaluations: t * n + winner.at + 1, hidden: genomes[winner.at].structure.hidden.length, score: winner.score ?? 0 };
    }
    evolution.tell(fitness);
  }
  return undefined;
}

const CASES = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([a, b]) => ({ x: Float32Array.of(a, b), target: a ^ b })), y = new Float32Array(1);

/** (4 - sum of |error|)^2, and whether all four outputs are on their side of 0.5. */
export function xorOf(genome: NeatGenome): { readonly fitness: number; readonly isSolved: boolean } {
  network.load(genome);
  let error = 0, isSolved = true;
  for (const { x, target } of CASES) {
    network.reset();
    network.activate(x, 0, y, 0);
    error += Math.abs(y[0] - target);
    if (Number(y[0] >= 0.5) !== target) isSolved = false;
  }
  return { fitness: (4 - error) ** 2, isSolved };
}

export function xor(seed: number, { options, markings }: Variant = {}): Winner | undefined {
  return run(new Neat({ inputs: 2, outputs: 1, seed, ...options }, markings?.()), (genomes, fitness) => {
    for (let i = 0; i < genomes.length; i++) {
      const found = xorOf(genomes[i]);
      if (found.isSolved) return { at: i };
      fitness[i] = found.fitness;
    }
    return undefined;
  });
}

const LONG = 100_000, SHORT = 1000, NONE = undefined as unknown as Random;    // the rules draw nothing

/** Steps until the loaded network lets something fall, at most `limit`; and whether nothing fell. */
function balance(rules: Dynamics, s: Float64Array, limit: number, start?: DoublePoleStart): { readonly steps: number; readonly isUp: boolean } {
  const seen = new Float32Array(7), action = new Float32Array(1);
  rules.reset(s, NONE, { ...start });
  network.reset();
  for (let steps = 1; steps <= limit; steps++) {
    rules.observe(s, seen);
    network.activate(seen, 0, action, 0);
    rules.step(s, action, NONE);
    if (rules.terminal(s)) return { steps, isUp: false };
  }
  return { steps: limit, isUp: true };
}

/*
 * Networks see a bias of 0.5 of their own, as the last number of an observation is, and do not split the connections from it. Nodes take one step a
 * time step, though nothing is recurrent with velocities (recurOnlyProb 0).
 */
const POLE = { outputs: 1, bias: 0.5, feedForward: false };

/** Fitness: steps. Solved: 100,000. */
export function poleWithVelocities(seed: number, { options, markings }: Variant = {}): Winner | undefined {
  const rules = doublePole(), s = new Float64Array(rules.stateSize);
  return run(new Neat({ ...POLE, inputs: 6, seed, ...options }, markings?.()), (genomes, fitness) => {
    for (let i = 0; i < genomes.length; i++) {
      network.load(genomes[i]);
      const { steps, isUp } = balance(rules, s, LONG);
      if (isUp) return { at: i };
      fitness[i] = steps;
    }
    return undefined;
  });
}

/**
 * Fitness: `dampedFitness` of 1,000 steps. Solved: a champion balances 100,000 steps and at least 200 of the 625 starts for 1,000, its `score`; these
 * do not count as evaluations. One champion is tried in a generation, as in his program: of the fittest species that was not tried since its
 * best improved, or of the fittest if all were.
 */
export function poleWithoutVelocities(seed: number, { options, markings }: Variant = {}): Winner | undefined {
  const rules = doublePole({ velocities: false }), s = new Float64Array(rules.stateSize), starts = generalizationStarts(), tried = new Set<number>();
  const evolution = new Neat({ preset: 'canonical-large', ...POLE, inputs: 3, seed, ...options }, markings?.());
  return run(evolution, (genomes, fitness) => {
    for (let i = 0; i < genomes.length; i++) {
      network.load(genomes[i]);
      balance(rules, s, SHORT);
      fitness[i] = rules.info!(s).fitness as number;
    }
    const species = evolution.species.map(({ id, members, bestFitness }) => ({ id, bestFitness, champion: members.reduce((a, b) => (fitness[b] > fitness[a] ? b : a)) }));
    species.sort((a, b) => fitness[b.champion] - fitness[a.champion]);
    for (const { id, bestFitness, champion } of species) if (fitness[champion] > bestFitness) tried.delete(id);
    const { id, champion } = species.find((one) => !tried.has(one.id)) ?? species[0];
    tried.add(id);
    network.load(genomes[champion]);
    if (!balance(rules, s, LONG).isUp) return undefined;
    const score = starts.filter((start) => balance(rules, s, SHORT, start).isUp).length;
    return score >= 200 ? { at: champion, score } : undefined;
  });
}
