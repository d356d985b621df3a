import { describe, expect, test } from 'vitest';
import type { Markings } from '../../agents/evolution/neat/innovations.ts';
import type { Structure } from '../../agents/evolution/neat/structure.ts';
import { poleWithoutVelocities, poleWithVelocities, xor, type Variant, type Winner } from '../agents/evolution/neat/tasks.ts';

/*
 * NEAT against Stanley & Miikkulainen (2002) and Stanley's program, which was run a hundred times on XOR (4 failures, 5,442 evaluations, 2.67 hidden
 * nodes) and with velocities (1 failure, 3,622), thirty times without (0 failures, 20,966). The paper: 4,755 and 2.35; 3,600; 33,184.
 */
interface Results { readonly failures: number; readonly evaluations: number; readonly hidden: number; readonly score: number }

function results(task: (seed: number, variant?: Variant) => Winner | undefined, seeds: number, variant: Variant = {}): Results {
  const winners = Array.from({ length: seeds }, (_, seed) => task(seed, variant)), solved = winners.filter((winner) => winner !== undefined);
  const mean = (of: (winner: Winner) => number) => solved.reduce((sum, winner) => sum + of(winner), 0) / solved.length;
  const found = { failures: seeds - solved.length, evaluations: mean((w) => w.evaluations), hidden: mean((w) => w.hidden), score: mean((w) => w.score) };
  console.log(`${task.name}, ${seeds} seeds${variant.name === undefined ? '' : `, ${variant.name}`}: ${JSON.stringify(found)}`);
  return found;
}

const isXor = ({ failures, evaluations, hidden }: Results, seeds: number) => (
  failures <= 0.09 * seeds && evaluations >= 4000 && evaluations <= 6500 && hidden >= 1.7 && hidden <= 3.3
);
const isPole = ({ failures, evaluations }: Results, seeds: number) => failures <= 0.04 * seeds && Math.abs(evaluations - 3600) <= 900;

/** All genomes are of one species. */
const noSpeciation: Variant = { name: 'no speciation', options: { compatibilityThreshold: Infinity } };
/** Offspring have one parent. */
const noMating: Variant = { name: 'no mating', options: { mutateOnlyProb: 1 } };
/** Genes are numbered within their genome alone, so that those with the same number need not have come from the same mutation. */
class Places implements Markings {
  next = { innovation: 0, node: 1000 };
  link({ innovations }: Structure, _from: number, _to: number, _recurrent: number, weight: number) {
    return { innovation: innovations.at(-1)! + 1, weight };
  }
  split({ innovations }: Structure) {
    const into = innovations.at(-1)! + 1;
    return { node: this.next.node++, into, outOf: into + 1 };
  }
  nextGeneration() {}
}
const noMarkings: Variant = { name: 'no historical markings', markings: () => new Places() };

const SEEDS = 100;

describe('XOR, canonical', () => {
  test('100 seeds are solved as by Stanley\'s program', () => {
    expect(results(xor, SEEDS)).toSatisfy((found: Results) => isXor(found, SEEDS));
  });

  test.each([noSpeciation, noMating, noMarkings])('the gate rejects $name', (variant) => {
    expect(results(xor, SEEDS, variant)).not.toSatisfy((found: Results) => isXor(found, SEEDS));
  });
});

describe('Double pole with velocities, canonical', () => {
  test('100 seeds are solved as in the paper', () => {
    expect(results(poleWithVelocities, SEEDS)).toSatisfy((found: Results) => isPole(found, SEEDS));
  });

  // Without species or markings it is solved as well: networks without hidden nodes do it. XOR tells those.
  test.each([noMating])('the gate rejects $name', (variant) => {
    expect(results(poleWithVelocities, SEEDS, variant)).not.toSatisfy((found: Results) => isPole(found, SEEDS));
  });
});

// Winners balance from 200 of the 625 starts at least, by definition; from 267 on average. XOR tells the wrong variants; here they would take too long.
describe('Double pole without velocities, canonical-large', () => {
  test('20 seeds, but for one at most, are solved with no more evaluations than in the paper', () => {
    const { failures, evaluations } = results(poleWithoutVelocities, 20);
    expect(failures).toBeLessThanOrEqual(1);
    expect(evaluations).toBeLessThanOrEqual(33_184);
  });
});
