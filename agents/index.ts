import { describe, nearest, unknownName } from 'gymnasium-js';
import { z } from 'zod';
import type { Agent, AgentSpec, Setup, World } from './agent.ts';
import { cmaEs as cmaEsAgent } from './evolution/specs/cma-es.ts';
import { genetic as geneticAgent } from './evolution/specs/genetic.ts';
import { neat as neatAgent } from './evolution/specs/neat.ts';
import { openaiEs as openaiEsAgent } from './evolution/specs/openai-es.ts';
import { a2c } from './policy-gradient/a2c.ts';
import { a3c } from './policy-gradient/a3c.ts';
import { ppo } from './policy-gradient/ppo.ts';
import { reinforce } from './policy-gradient/reinforce.ts';
import { random } from './random.ts';
import { agents, registerAgent } from './register.ts';
import { qLearning } from './tabular/q-learning.ts';
import { sarsa } from './tabular/sarsa.ts';

export type * from './agent.ts';
export { agents, registerAgent } from './register.ts';
export { z } from 'zod';
export { Stream, RowStreams, streamsOf, type StreamOf } from './streams.ts';
export { parseSchedule, scheduled, scheduleOf, within, type Schedule } from './schedule.ts';
export { Table } from './tabular/table.ts';
export * from './planning/index.ts';
export { Population, type Evolution, type Phase } from './evolution/population.ts';
export { playRounds, playTrials, type End, type Ending, type Plan, type Trial } from './evolution/trials.ts';
export { generationOptions, genomeNetworkOptions, type GenerationOptions, type GenomeNetworkOptions } from './evolution/options.ts';
export { VectorSpecies } from './evolution/vector-species.ts';
export { genomePolicy, type GenomePolicy } from './evolution/neat-species.ts';
export type { DecisionRule } from './evolution/decision.ts';
export { ranking, type Elite, type Strategy } from './evolution/strategy.ts';
export type { Body, Species } from './evolution/body.ts';
export { genetic, type GeneticOptions } from './evolution/genetic/genetic.ts';
export * from './evolution/strategies/index.ts';
export {
  compile as compileGenome, Evaluator as GenomeEvaluator, FORMULAS as NEAT_FORMULAS, genomeFromJson, genomeScene, genomeToJson, neat,
  PRESETS as NEAT_PRESETS, speciesScene,
  type GenomeJson, type NeatGenome, type NeatNetwork, type NeatOptions, type NeatSettings, type PresetName as NeatPreset, type SpeciesSizes,
} from './evolution/neat/index.ts';

for (const spec of [random, qLearning, sarsa, reinforce, a2c, a3c, ppo, geneticAgent, neatAgent, cmaEsAgent, openaiEsAgent]) {
  registerAgent(spec as unknown as AgentSpec);
}

/** The agent of a name. Throws a RangeError that names the nearest where there is none. */
export function agentSpec(name: string): AgentSpec {
  const found = agents.get(name);
  if (!found) throw new RangeError(unknownName('agent', name, [...agents.keys()]));
  return found;
}

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Hyperparameters with every default filled in; names may be spelled learningRate or learning_rate.
 * Throws a RangeError that says which is unknown or out of range, and what it could be.
 */
export function agentOptions(spec: AgentSpec, given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const known = Object.keys(spec.options.shape), options: Record<string, unknown> = {};
  for (const [spelled, value] of Object.entries(given)) {
    const name = camelCase(spelled);
    if (!known.includes(name)) {
      const guess = nearest(name, known);
      const all = known.length > 0 ? `They are: ${known.join(', ')}.` : 'It has none.';
      throw new RangeError(`${spec.name} has no hyperparameter ${describe(spelled)}. ${guess ? `Did you mean ${describe(guess)}? ` : ''}${all}`);
    }
    if (name in options) throw new RangeError(`the hyperparameter ${name} of ${spec.name} is given twice, once as ${describe(spelled)}`);
    options[name] = value;
  }
  const parsed = spec.options.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues, name = String(issue.path[0]);
  const field = (spec.options.shape as Record<string, z.ZodType>)[name];
  const about = field?.description === undefined ? '' : ` (${name}: ${field.description}.)`;
  throw new RangeError(`${name} of ${spec.name} cannot be ${describe(options[name])}: ${issue.message}.${about}`);
}

/** An agent for a world. Throws a TypeError that says why where it cannot live there, and which agents can. */
export function createAgent(name: string, world: World, setup: Setup<Record<string, unknown>>): Agent {
  const spec = agentSpec(name), reason = spec.refuses(world);
  if (reason === undefined) return spec.create(world, { ...setup, options: agentOptions(spec, setup.options) });
  const others = [...agents.values()].filter((other) => other.refuses(world) === undefined).map((other) => other.name);
  const remedy = others.length > 0 ? `Try ${others.join(', ').replace(/, ([^,]*)$/, ' or $1')}.` : 'No agent here can take them.';
  throw new TypeError(`${reason}\n${remedy}`);
}
