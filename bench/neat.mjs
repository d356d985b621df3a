// node bench/neat.mjs: generations a second of NEAT on XOR, population 150, as bench/peers/neat_python_xor.py measures neat-python's.
import { Evaluator, neat } from '../dist/agents/evolution/neat/index.js';
import { rate, short } from './measure.mjs';

const GENERATIONS = 100, LIMIT = 1600;                               // ten times neat-python's 163
const CASES = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([a, b]) => ({ x: Float32Array.of(a, b), target: a ^ b })), y = new Float32Array(1);
const network = new Evaluator();

/** (4 - sum of |error|)^2, and whether all four outputs are on their side of 0.5. */
function xor(genome) {
  network.load(genome);
  let error = 0, solved = true;
  for (const { x, target } of CASES) {
    network.reset();
    network.activate(x, 0, y, 0);
    error += Math.abs(y[0] - target);
    if ((y[0] >= 0.5 ? 1 : 0) !== target) solved = false;
  }
  return { fitness: (4 - error) ** 2, solved };
}

/** n more generations of runs that end when XOR is solved, or after 100 generations. */
export function neatOnXor() {
  let seed = 0, evolution = neat({ inputs: 2, outputs: 1, seed });
  return (n) => {
    for (let t = 0; t < n; t++) {
      const found = evolution.ask().map(xor);
      if (found.some(({ solved }) => solved) || evolution.generation === GENERATIONS - 1) evolution = neat({ inputs: 2, outputs: 1, seed: ++seed });
      else evolution.tell(found.map(({ fitness }) => fitness));
    }
    return n;
  };
}

if (process.argv[1] === import.meta.filename) {
  const { median, lowest, highest } = rate(neatOnXor());
  console.log(`NEAT on XOR: ${short(median)} generations/s (${short(lowest)} to ${short(highest)}), at least ${LIMIT}: ${median >= LIMIT ? 'yes' : 'NO'}`);
}
