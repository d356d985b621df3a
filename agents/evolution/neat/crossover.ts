import type { Stream } from '../../streams.ts';
import { withGene, type NeatGenome } from './genome.ts';
import { Structure, type Gene } from './structure.ts';

/** How a child gets the weights of genes that both parents have: from either of them at random, or their mean, or blended. */
export type Mating = 'multipoint' | 'average' | Blend;

/** BLX-alpha: anywhere in the interval between the parents' weights, made longer by `alpha` times its length on both sides, within +-`most`. */
export interface Blend {
  readonly alpha: number;
  readonly most: number;
}

const DISABLED = 0.75;                              // Stanley & Miikkulainen (2002), section 4.1

/**
 * A child of two parents. Genes with the same innovation number are lined up: they come from either parent at random, or as their mean;
 * all others come from the fitter parent. `fitness` is above 0 if `a` is fitter, below 0 if `b` is; at 0 each of the others comes or does
 * not come by the toss of a coin. A gene that is disabled in either parent is disabled in three of four children, and else expressed.
 * Stanley & Miikkulainen (2002), sections 3.2 and 4.1 and figure 4.
 *
 * What the paper leaves open: parents that are the same in every gene have a child that is the same, too. Of equally fit parents, a gene
 * does not come if the child already has that connection under another number, or if it would close a cycle; and genes go where a hidden
 * node is left without a connection into it or out of it.
 */
export function crossover(a: NeatGenome, b: NeatGenome, fitness: number, mating: Mating, stream: Stream): NeatGenome {
  if (isSame(a, b)) return a;
  if (fitness < 0) return mixed(b, a, mating, stream);
  return fitness > 0 || a.structure === b.structure ? mixed(a, b, mating, stream) : tossed(a, b, mating, stream);
}

/** All genes of `a`, mixed with those of `b` where it has them. */
function mixed(a: NeatGenome, b: NeatGenome, mating: Mating, stream: Stream): NeatGenome {
  const { structure } = a, weights = a.weights.slice(), enabled = a.enabled.slice(), p = structure.innovations, q = b.structure.innovations;
  for (let i = 0, j = 0; i < p.length; i++) {
    while (j < q.length && q[j] < p[i]) j++;
    if (j === q.length) break;
    if (q[j] !== p[i]) continue;
    weights[i] = weightOf(a.weights[i], b.weights[j], mating, stream);
    enabled[i] = expressionOf(a.enabled[i], b.enabled[j], stream);
  }
  return { structure, weights, enabled };
}

/** All genes that both have, and of the others those that a coin chooses. */
function tossed(a: NeatGenome, b: NeatGenome, mating: Mating, stream: Stream): NeatGenome {
  const p = a.structure.genes, q = b.structure.genes, genes: Gene[] = [], weights: number[] = [], enabled: number[] = [];
  const take = (gene: Gene, weight: number, isEnabled: number) => {
    genes.push(gene);
    weights.push(weight);
    enabled.push(isEnabled);
  };
  const chosen: { gene: Gene; weight: number; isEnabled: number }[] = [];
  for (let i = 0, j = 0; i < p.length || j < q.length;) {
    const [x, y] = [p[i]?.innovation ?? Infinity, q[j]?.innovation ?? Infinity];
    if (x === y) {
      take(p[i], weightOf(a.weights[i], b.weights[j], mating, stream), expressionOf(a.enabled[i], b.enabled[j], stream));
    } else if (stream.random() < 0.5) {
      const [parent, k] = x < y ? [a, i] : [b, j];
      chosen.push({ gene: parent.structure.genes[k], weight: parent.weights[k], isEnabled: parent.enabled[k] });
    }
    if (x <= y) i++;
    if (y <= x) j++;
  }
  // What both have goes without cycles; what the coin chose is added one by one, as long as that stays so.
  let child: NeatGenome = { structure: new Structure(a.structure.shape, genes), weights, enabled };
  for (const { gene, weight, isEnabled } of chosen) if (fits(child.structure, gene)) child = withGene(child, gene, weight, isEnabled);
  child = pruned(child);
  const known = [a, b].find(({ structure }) => hasSameGenes(structure, child.structure));
  return known === undefined ? child : { ...child, structure: known.structure };
}

/** Without genes into or out of hidden nodes that nothing else leads out of or into. */
function pruned(genome: NeatGenome): NeatGenome {
  const { genes, shape } = genome.structure, visible = shape.sensors + shape.outputs;
  const isLoose = ({ from, to }: Gene) => (
    (from >= visible && !genes.some((gene) => gene.to === from && gene.from !== from))
    || (to >= visible && !genes.some((gene) => gene.from === to && gene.to !== to))
  );
  const kept = genes.flatMap((gene, g) => (isLoose(gene) ? [] : [g]));
  if (kept.length === genes.length) return genome;
  return pruned({
    structure: new Structure(shape, kept.map((g) => genes[g])),
    weights: kept.map((g) => genome.weights[g]), enabled: kept.map((g) => genome.enabled[g]),
  });
}

function weightOf(x: number, y: number, mating: Mating, stream: Stream): number {
  if (mating === 'average') return (x + y) / 2;
  const u = stream.random();
  if (mating === 'multipoint') return u < 0.5 ? x : y;
  const { alpha, most } = mating, w = x === y ? x : x + (y - x) * (u * (1 + 2 * alpha) - alpha);
  return Math.min(most, Math.max(-most, w));
}

const expressionOf = (x: number, y: number, stream: Stream): number => (
  x === 1 && y === 1 ? 1 : stream.random() < DISABLED ? 0 : 1
);

function fits(structure: Structure, { from, to, recurrent }: Gene): boolean {
  const { genes } = structure;
  if (genes.some((gene) => gene.from === from && gene.to === to)) return false;
  return recurrent === 1 || !reaches(genes, to, from);
}

/** Whether a way of genes that are not recurrent leads from one node to another. */
function reaches(genes: readonly Gene[], from: number, to: number): boolean {
  const seen = new Set<number>(), stack = [from];
  while (stack.length > 0) {
    const node = stack.pop() as number;
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    for (const gene of genes) if (gene.recurrent === 0 && gene.from === node) stack.push(gene.to);
  }
  return false;
}

const hasSameGenes = (a: Structure, b: Structure): boolean => a === b || isEqual(a.innovations, b.innovations);
const isSame = (a: NeatGenome, b: NeatGenome): boolean => (
  a === b || (isEqual(a.weights, b.weights) && isEqual(a.enabled, b.enabled) && hasSameGenes(a.structure, b.structure))
);

function isEqual(x: readonly number[], y: readonly number[]): boolean {
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}
