import { describe } from 'gymnasium-js';
import type { z } from 'zod';
import type { AgentSpec } from './agent.ts';

/** Every agent, by name: those of this library, and those that were registered. */
export const agents = new Map<string, AgentSpec>();

const NAME = /^[a-z][a-z0-9-]*$/, FIELD = /^[a-z][a-zA-Z0-9]*$/;
const TAKES = '{ name, description, source, options, refuses, create }';

/**
 * Adds an agent to the list, for experiments, the command line and `createAgent`. Throws a TypeError, in words, where something is missing or not
 * what it should be, and a RangeError where the name is no name or taken, or a hyperparameter has no default.
 */
export function registerAgent<Schema extends z.ZodObject>(added: AgentSpec<Schema>): void {
  const spec = added as unknown as Partial<AgentSpec> | null | undefined;
  if (typeof spec !== 'object' || spec === null) throw new TypeError(`registerAgent takes ${TAKES}, and got ${describe(spec)}`);
  const { name, description, source, options, refuses, create } = spec;
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new RangeError(`an agent's name is small letters, digits and hyphens, such as "random-search", and got ${describe(name)}`);
  }
  if (agents.has(name)) throw new RangeError(`there is an agent ${name} already; register yours under another name`);
  for (const [field, line] of Object.entries({ description, source })) {
    if (typeof line !== 'string' || line === '') throw new TypeError(`the agent ${name} needs a ${field}, a line of text, and got ${describe(line)}`);
  }
  for (const [field, call] of Object.entries({ refuses, create })) {
    if (typeof call !== 'function') throw new TypeError(`the agent ${name} needs a function ${field}, and got ${describe(call)}`);
  }
  checkOptions(name, options);
  agents.set(name, spec as AgentSpec);
}

/** Hyperparameters are a zod object whose fields all have a default and a description. */
function checkOptions(name: string, options: z.ZodObject | undefined): void {
  if (typeof options?.shape !== 'object' || typeof options.safeParse !== 'function') {
    const such = "z.strictObject({ gamma: z.number().default(1).describe('discount') })";
    throw new TypeError(`the options of the agent ${name} are a zod object, such as ${such}, and got ${describe(options)}`);
  }
  for (const [field, { description }] of Object.entries<{ description?: string }>(options.shape)) {
    if (!FIELD.test(field)) throw new RangeError(`hyperparameters have names such as learningRate, and the agent ${name} has ${describe(field)}`);
    if (description) continue;
    throw new TypeError(`the hyperparameter ${field} of the agent ${name} needs a description: .describe('what it means, and its range')`);
  }
  const parsed = options.safeParse({});
  if (parsed.success) return;
  const [{ path, message }] = parsed.error.issues;
  throw new RangeError(`the hyperparameter ${String(path[0])} of the agent ${name} needs a default that is in its own range: ${message}`);
}
