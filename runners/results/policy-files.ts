import type { DecisionRule, NetworkPolicy, Policy } from '../../agents/index.ts';
import { layersModelFiles, type ModelFiles } from '../../nets/tfjs/index.ts';
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Tuple, type Space } from 'gymnasium-js';
import type { RunSpec } from '../experiment/experiment.ts';
import { VERSION } from '../version.ts';

export interface PolicyFiles extends ModelFiles {
  readonly 'policy.json': string;
}

/** The spaces of the world that a policy acts in. */
export interface Spaces { readonly observationSpace: Space; readonly actionSpace: Space }

export const isNetworkPolicy = (policy: Policy): policy is NetworkPolicy => 'network' in policy && 'shape' in policy;

/**
 * A trained policy as a TensorFlow.js layers model, and what surrounds it: how an observation becomes its input, and its output an action.
 * Throws a RangeError where a parameter is not finite, and a TypeError for an activation that TensorFlow.js lacks.
 */
export function policyFiles(spec: RunSpec, policy: NetworkPolicy, world: Spaces): PolicyFiles {
  const { network, shape, normalization, decision } = policy, { observationSpace, actionSpace } = world;
  const heads = shape.heads ?? [{ name: 'output', outputs: network.outputs }], squashed = spec.agent.options.squashOutput === true;
  const about = {
    ...origin(spec),
    observation: {
      ...seen(observationSpace),
      normalization: normalization && {
        rule: 'z = (x - mean) * scale, clipped to [-most, most]; z is the input of the model',
        mean: [...normalization.mean], scale: [...normalization.scale], most: normalization.most,
      },
    },
    outputs: heads.map(({ name, outputs }) => ({ name: name.replaceAll(' ', '_'), numbers: outputs })),
    action: { space: String(actionSpace), ...(decision ? decided(decision, '"output"') : actionOf(actionSpace, squashed)) },
  };
  return { ...layersModelFiles(shape, network.parameters.slice()), 'policy.json': `${JSON.stringify(about, null, 2)}\n` };
}

/** What comes of it, and who made it. */
export const origin = ({ agent, environment, seed, steps }: RunSpec) => ({
  format: 1, gymnase: VERSION, trained: { environment: environment.id, options: environment.options, agent: agent.name, seed, steps },
});

/**
 * What a network is given of an observation, as `features` of gymnase/nets writes it: numbers as they are, and a discrete one of n as a one among
 * n zeros.
 */
export const seen = (space: Space) => ({ space: String(space), columns: columnsOf(space) });

type Column = 'number' | { readonly oneOf: number; readonly from: number };

/** What stands in the columns of the input, part by part of a composite space. */
function columnsOf(space: Space): Column[] {
  if (space instanceof Discrete) return [{ oneOf: space.n, from: space.start }];
  if (space instanceof MultiDiscrete) return Array.from(space.nvec, (n, i) => ({ oneOf: Number(n), from: Number(space.start[i]) }));
  if (space instanceof Dict) return Object.values(space.spaces).flatMap(columnsOf);
  if (space instanceof Tuple) return space.spaces.flatMap(columnsOf);
  return Array<Column>(space.rowSize).fill('number');
}

interface Action {
  readonly rule: string;
  /** Of `highest`: how many numbers each part has, and what it begins with. */
  readonly counts?: readonly number[];
  readonly starts?: readonly number[];
  /** Of a Box. */
  readonly scale?: readonly number[];
  readonly shift?: readonly number[];
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

/** How what was said becomes the action of an individual. */
export function decided(decision: DecisionRule, said: string): Action {
  switch (decision.kind) {
    case 'highest': {
      const { counts, starts } = decision, [start] = starts, plus = start === 0 ? '' : `, plus ${start}`;
      if (counts.length === 1) return { rule: `the index of the largest number of ${said}, the first of equals${plus}; forbidden actions left out` };
      const groups = `the numbers of ${said} one group after another, one group for each part`;
      return { rule: `${groups}: the index of the largest of each, the first of equals, plus its start`, counts, starts };
    }
    case 'above': return { rule: `1 where a number of ${said} is above ${decision.threshold}, else 0` };
    case 'stretched': {
      const { scale, shift, low, high } = decision;
      const rule = `${said} * scale + shift, number by number, clipped to [low, high]; null is no bound`;
      return { rule, scale, shift, low: low.map(written), high: high.map(written) };
    }
  }
}

/** JSON knows no Infinity. */
const written = (x: number) => (Number.isFinite(x) ? x : null);

/** How the output `policy` becomes the greedy action. */
function actionOf(space: Space, squashed: boolean): Action {
  if (space instanceof Discrete) return { rule: `the index of the largest number of "policy"${space.start === 0 ? '' : `, plus ${space.start}`}; forbidden actions left out` };
  if (space instanceof MultiDiscrete) return { rule: 'the numbers of "policy" one group after another, one group for each part: the index of the largest of each, plus its start' };
  if (space instanceof MultiBinary) return { rule: '1 where a number of "policy" is above 0, else 0' };
  if (!(space instanceof Box)) return { rule: 'as gymnase/nets, distributionFor, reads the numbers of "policy"' };
  const bounds = { low: Array.from(space.low, written), high: Array.from(space.high, written) };
  return { rule: squashed ? 'low + (tanh(policy) + 1) / 2 * (high - low)' : '"policy", clipped to [low, high]; null is no bound', ...bounds };
}
