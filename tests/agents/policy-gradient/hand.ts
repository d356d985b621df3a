import { Box, Discrete, type Snapshot, type Space, type Step, type VectorEnv } from 'gymnasium-js';
import { agentOptions, agentSpec, streamsOf, type Agent, type World } from '../../../agents/index.ts';
import { wasmBackend, type Backend } from '../../../nets/index.ts';
import { nobody, stepOf } from '../toys.ts';

/*
 * Learners with networks so small that their numbers can be followed by hand, and ways to look at what they do.
 */

export interface Given { readonly rows?: number; readonly seed?: number; readonly budget?: number; readonly backend?: Backend }

type Options = Record<string, unknown>;
/** An agent of the list. */
export function learner(name: string, world: World, options: Options = {}, { rows = 1, seed = 0, budget = 1000, backend }: Given = {}): Agent {
  const spec = agentSpec(name);
  return spec.create(world, { rows, budget, stream: streamsOf(seed), options: agentOptions(spec, options), ...(backend && { backend }) });
}

/** One number is seen, one of two actions taken. A linear network's parameters: policy weights [2] and biases [2], the value's weight and bias. */
export const lineWorld: World = { observationSpace: new Box(-100, 100, { shape: [1] }), actionSpace: new Discrete(2) };
export const worldOf = (actionSpace: Space, numbers = 1): World => ({ observationSpace: new Box(-100, 100, { shape: [numbers] }), actionSpace });

interface Actors { readonly parameters: Float32Array }
interface Kept { readonly actor: Actors; readonly optimizer: Snapshot; readonly rollout: { readonly action: Float32Array } }
const kept = (agent: Agent) => agent.save().memory as unknown as Kept;
export const parametersOf = (agent: Agent): Float32Array => kept(agent).actor.parameters;
/** Adam's mean of the gradients: 0.1 g after the first step. */
export const adamMean = (agent: Agent): Float32Array => kept(agent).optimizer.mean as Float32Array;
/** The actions of the segment at hand, as they were drawn. */
export const drawnBy = (agent: Agent): Float32Array => kept(agent).rollout.action;

/** The agent with these parameters, as if learned. */
export function withParameters<A extends Agent>(agent: A, parameters: ArrayLike<number>): A {
  const saved = agent.save() as { memory: { actor: object } };
  agent.load({ ...saved, memory: { ...saved.memory, actor: { ...saved.memory.actor, parameters: Float32Array.from(parameters) } } });
  return agent;
}

/** One row's step: S, A, R, S', and how it ended, if it did. */
export interface Hand {
  readonly s: number; readonly a: number; readonly r: number; readonly sNext: number; readonly ends?: 'terminated' | 'truncated';
}

/** An agent in `lineWorld` that played and learned these steps, by the first seed that draws their actions. */
export function playedByHand(name: string, options: Options, parameters: readonly number[], hands: readonly Hand[], given: Given = {}): Agent {
  for (let seed = 0; seed < 500; seed++) {
    const agent = withParameters(learner(name, lineWorld, { netArch: [], ...options }, { ...given, seed }), parameters);
    const asWanted = hands.every(({ s, a, r, sNext, ends }, t) => {
      const step = stepOf({
        observation: [s], action: [a], reward: [r], next: [sNext], steps: t + 1,
        terminated: [Number(ends === 'terminated')], truncated: [Number(ends === 'truncated')],
      });
      const drawn = new Float32Array(1);
      agent.act(step, drawn);
      if (drawn[0] !== a) return false;
      agent.learn(step, nobody);
      return true;
    });
    if (asWanted) return agent;
  }
  throw new Error('no seed draws these actions');
}

/** What a network was asked to do while learning. */
export type Call =
  | { readonly kind: 'step'; readonly learningRate: number; readonly norm: number }
  | { readonly kind: 'backward'; readonly rows: number; readonly x: Float32Array };

/** The backend in WebAssembly, whose learning is written down. */
export function watched(calls: Call[]): Backend {
  return {
    ...wasmBackend,
    mlp(options, draw) {
      const network = wasmBackend.mlp(options, draw), forward = network.forward.bind(network), backward = network.backward.bind(network);
      let seen = new Float32Array(0);
      network.forward = (x, rows, parameters) => { seen = x.slice(0, rows * network.inputs); return forward(x, rows, parameters); };
      network.backward = (dY, dX) => { calls.push({ kind: 'backward', rows: dY.length / network.outputs, x: seen.slice() }); backward(dY, dX); };
      return network;
    },
    optimizer(options, network) {
      const optimizer = wasmBackend.optimizer(options, network), step = optimizer.step.bind(optimizer);
      optimizer.step = (parameters, gradient, learningRate) => {
        calls.push({ kind: 'step', learningRate, norm: Math.hypot(...gradient) });
        step(parameters, gradient, learningRate);
      };
      return optimizer;
    },
  };
}

const PARTS = [
  'rows', 'observation', 'first', 'playing', 'mask', 'action', 'reward', 'next', 'nextMask', 'terminated', 'truncated', 'returns', 'lengths',
  'steps', 'episodes',
] as const satisfies readonly (keyof Step)[];
export const copied = (step: Step) => structuredClone(Object.fromEntries(PARTS.map((part) => [part, step[part]]))) as unknown as Step;

/** An agent plays and learns `times` steps of every row; what happened, and what was drawn just before the last of them was learned from. */
export function play(agent: Agent, env: VectorEnv, times: number): { steps: Step[]; drawn: Float32Array } {
  const steps: Step[] = [];
  let drawn = new Float32Array(0);
  for (let t = 0; t < times; t++) {
    env.advance();
    agent.act(env, env.action);
    env.step();
    steps.push(copied(env));
    agent.learn(env, env);
    drawn = drawnBy(agent).slice();                    // a segment that was learned from still lies there
  }
  return { steps, drawn };
}
