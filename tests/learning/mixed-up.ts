import type { RowControl, Step } from 'gymnasium-js';
import type { Agent } from '../../agents/index.ts';

/** Steps of individuals are told to the next one: each is as fit as its neighbour. */
export const mixesUpIndividuals = (agent: Agent): Agent => ({
  get metrics() { return agent.metrics; },
  get generation() { return agent.generation!; },
  get finished() { return agent.finished; },
  start: (control) => agent.start?.(control),
  act: (now, action) => agent.act(now, action),
  learn(step: Step, control: RowControl) {
    const returns = step.returns.map((_, i) => step.returns[(i + 1) % step.rows]);
    agent.learn(Object.assign(Object.create(step) as Step, { returns }), control);
  },
  policy: (options) => agent.policy(options), save: () => agent.save(), load: (snapshot) => agent.load(snapshot),
});
