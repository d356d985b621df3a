import { createAgent, streamsOf } from 'gymnase/agents';
import { evaluate, train } from 'gymnase/runners';
import { Discrete, makeRows, register, type Dynamics } from 'gymnasium-js';

/** A corridor of ten cells with an exit at its right end. Observation: the cell. Actions: 0 left, 1 right. Reward: -1 a step. */
const corridor: Dynamics = {
  observationSpace: new Discrete(10),
  actionSpace: new Discrete(2),
  stateSize: 1,                                       // all that changes is in this many numbers
  reset(s) { s[0] = 4; },
  step(s, action) {
    s[0] = Math.max(0, s[0] + (action[0] === 1 ? 1 : -1));
    return -1;
  },
  terminal: (s) => s[0] === 9,
  observe(s, observation) { observation[0] = s[0]; },
};

register({ id: 'Corridor-v0', description: 'Walk right to the exit.', entryPoint: () => corridor, maxEpisodeSteps: 100 });

const env = makeRows('Corridor-v0'), steps = 5000;
env.reset(0);
const agent = createAgent('q-learning', env, { rows: 1, budget: steps, stream: streamsOf(0), options: { learning_rate: 0.5 } });
for (const event of train(agent, env, { steps })) {
  if (event.kind === 'report') console.log(`step ${event.step}: mean TD error ${event.metrics.tdError.toFixed(3)}`);
}

const [walk] = evaluate(agent.policy(), makeRows('Corridor-v0', { role: 'final' }), { episodes: 1, seed: 0 });
console.log(`learned to leave in ${walk.length} steps, return ${walk.return}`);
