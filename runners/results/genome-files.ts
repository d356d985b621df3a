import { svg } from 'gymnasium-js';
import { genomeScene, genomeToJson, NEAT_FORMULAS, type GenomePolicy, type Policy } from '../../agents/index.ts';
import type { RunSpec } from '../experiment/experiment.ts';
import { networkNames, type Named } from '../names.ts';
import { decided, origin, seen } from './policy-files.ts';

export interface GenomeFiles {
  readonly 'genome.json': string;
  readonly 'policy.json': string;
  readonly 'network.svg': string;
}

export const isGenomePolicy = (policy: Policy): policy is GenomePolicy => 'genome' in policy && 'decision' in policy;

const AT_ONCE = 'Every other node is "activation" of x, the sum of weight times the value of node "from" over the enabled genes whose "to" it is,'
  + ' in the order of the file; compute it behind the nodes that it listens to. A node to which no enabled genes lead from an input '
  + 'or the bias is 0.';
const STEP_BY_STEP = 'A step computes every other node from what all were a step before: "activation" of x, the sum of weight times the value of node '
  + '"from" over the enabled genes whose "to" it is, in the order of the file. Nodes are 0 at the beginning of an episode. A node is '
  + 'd away if the shortest way of enabled genes to it from an input or the bias has d of them: it stays 0 until the d-th step of the'
  + ' episode, and for good if there is no way. Each observation is one step; the first of an episode is as many as the farthest of '
  + 'those outputs is away that can be reached, at least one.';

/**
 * A champion of NEAT, and what surrounds it: its genome, which `genomeFromJson` reads; how an observation becomes what its network is given, what the
 * network makes of that, and how an action comes of it; and its network drawn.
 */
export function genomeFiles(spec: RunSpec, { genome, decision }: GenomePolicy, world: Named): GenomeFiles {
  const { inputs, sensors, outputs, bias, feedForward, activation } = genome.structure.shape, names = networkNames(spec.environment.id, world);
  const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
  const about = {
    ...origin(spec),
    observation: { ...seen(world.observationSpace), names: names.inputs },
    network: {
      file: 'genome.json', format: 'gymnase-neat-genome',
      inputs: range(0, inputs), ...(bias !== 0 && { bias: { node: inputs, value: bias } }), outputs: range(sensors, outputs),
      activation: NEAT_FORMULAS[activation], rule: feedForward ? AT_ONCE : STEP_BY_STEP, names: names.outputs,
    },
    action: { space: String(world.actionSpace), ...decided(decision, 'the outputs (rounded to single precision)') },
  };
  return { 'genome.json': json(genomeToJson(genome)), 'policy.json': json(about), 'network.svg': svg(genomeScene(genome, names)) };
}

const json = (data: object) => `${JSON.stringify(data, null, 2)}\n`;
