// node ask-tell.mjs: evolution of anything that has a fitness, without environments. docs/evolution.md tells of it.
import { cmaEs, compileGenome, neat } from 'gymnase/agents';

/** Rosenbrock's valley, curved and narrow; its lowest point, 0, is at (1, 1, ..., 1). */
function rosenbrock(x) {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2;
  return sum;
}

// Fitness is maximised, so that what is to be small counts below zero.
const es = cmaEs({ x0: [0, 0, 0, 0, 0], sigma0: 0.3, targetFitness: -1e-8, seed: 0 });
while (es.stop === undefined) es.tell(es.ask().map((x) => -rosenbrock(x)));
console.log(`CMA-ES went through the valley in ${es.generation * es.populationSize} evaluations, to (${Array.from(es.best.genome, (x) => x.toFixed(3)).join(', ')})`);

const CASES = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], said = new Float32Array(1);

/** (4 - sum of errors)^2 of a network that shall say "either, but not both". */
function exclusiveOr(network) {
  let error = 0;
  for (const [a, b, target] of CASES) {
    network.reset();
    network.activate(Float32Array.of(a, b), 0, said, 0);
    error += Math.abs(said[0] - target);
  }
  return (4 - error) ** 2;
}

const evolution = neat({ inputs: 2, outputs: 1, fitnessThreshold: 15, seed: 2 });
while (evolution.stop === undefined) evolution.tell(evolution.ask().map((genome) => exclusiveOr(compileGenome(genome))));
const { genome, fitness } = evolution.best;
console.log(`NEAT found a network for XOR in ${evolution.generation} generations: fitness ${fitness.toFixed(2)} of 16, ${genome.structure.hidden.length} hidden nodes`);
