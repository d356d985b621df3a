import type { NetworkPolicy, Policy } from '../../agents/index.ts';
import { layersModelFiles, type ModelFiles } from '../../nets/tfjs/index.ts';
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Tuple, type Space } from 'gymnasium-js';
import type { RunSpec } from '../experiment/experiment.ts';
import { VERSION } from '../version.ts';

export interface PolicyFiles extends ModelFiles {
  readonly 'policy.json': string;
}

export const isNetworkPolicy = (policy: Policy): policy is NetworkPolicy => 'network' in policy && 'shape' in policy;

/**
 * A trained policy as a TensorFlow.js layers model, and what surrounds it: how an observation becomes its input, and its output an action.
 * Throws a RangeError where a parameter is not finite, and a TypeError for an activation that TensorFlow.js lacks.
 */
export function policyFiles({ agent, environment, seed, steps }: RunSpec, policy: NetworkPolicy, world: { observationSpace: Space; actionSpace: Space }): PolicyFiles {
  const { network, shape, normalization } = policy, { observationSpace, actionSpace } = world;
  const about = {
    format: 1, gymnase: VERSION,
    trained: { environment: environment.id, options: environment.options, agent: agent.name, seed, steps },
    observation: {
      space: String(observationSpace),
      // What `features` of gymnase/nets writes: numbers as they are, and a discrete one of n as a one among n zeros.
      columns: columnsOf(observationSpace),
      normalization: normalization && {
        rule: 'z = (x - mean) * scale, clipped to [-most, most]; z is the input of the model',
        mean: [...normalization.mean], scale: [...normalization.scale], most: normalization.most,
      },
    },
    outputs: (shape.heads ?? []).map(({ name, outputs }) => ({ name: name.replaceAll(' ', '_'), numbers: outputs })),
    action: { space: String(actionSpace), ...actionOf(actionSpace, agent.options.squashOutput === true) },
  };
  return { ...layersModelFiles(shape, network.parameters.slice()), 'policy.json': `${JSON.stringify(about, null, 2)}\n` };
}

type Column = 'number' | { readonly oneOf: number; readonly from: number };

/** What stands in the columns of the input, part by part of a composite space. */
function columnsOf(space: Space): Column[] {
  if (space instanceof Discrete) return [{ oneOf: space.n, from: space.start }];
  if (space instanceof MultiDiscrete) return Array.from(space.nvec, (n, i) => ({ oneOf: Number(n), from: Number(space.start[i]) }));
  if (space instanceof Dict) return Object.values(space.spaces).flatMap(columnsOf);
  if (space instanceof Tuple) return space.spaces.flatMap(columnsOf);
  return Array<Column>(space.rowSize).fill('number');
}

/** How the output `policy` becomes the greedy action. */
function actionOf(space: Space, squashed: boolean): { readonly rule: string; readonly low?: (number | null)[]; readonly high?: (number | null)[] } {
  if (space instanceof Discrete) return { rule: `the index of the largest number of "policy"${space.start === 0 ? '' : `, plus ${space.start}`}; forbidden actions left out` };
  if (space instanceof MultiDiscrete) return { rule: 'the numbers of "policy" one group after another, one group for each part: the index of the largest of each, plus its start' };
  if (space instanceof MultiBinary) return { rule: '1 where a number of "policy" is above 0, else 0' };
  if (!(space instanceof Box)) return { rule: 'as gymnase/nets, distributionFor, reads the numbers of "policy"' };
  const written = (x: number) => (Number.isFinite(x) ? x : null);           // JSON knows no Infinity
  const bounds = { low: Array.from(space.low, (x) => written(Number(x))), high: Array.from(space.high, (x) => written(Number(x))) };
  return { rule: squashed ? 'low + (tanh(policy) + 1) / 2 * (high - low)' : '"policy", clipped to [low, high]; null is no bound', ...bounds };
}
