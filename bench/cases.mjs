import { createAgent, streamsOf } from 'gymnase/agents';
import { train } from 'gymnase/runners';
import { makeRows, Random } from 'gymnasium-js';

/** An agent that is trained for n more steps with each call. */
function learner(name, id, rows, options = {}) {
  const env = makeRows(id, { rows }), budget = 1e12;
  env.reset(0);
  const agent = createAgent(name, env, { rows, budget, stream: streamsOf(0), options });
  return (n) => {
    const before = env.steps;
    for (const _ of train(agent, env, { steps: before + n })) ;
    return env.steps - before;
  };
}

/** The environment alone, played by a fixed round of actions. */
function stepper(id, rows) {
  const env = makeRows(id, { rows });
  env.reset(0);
  let a = 0;
  return (n) => {
    let played = 0;
    while (played < n) {
      env.advance();
      for (let i = 0; i < rows; i++) env.action[i] = a = (a + 1) & 3;
      played += env.step();
    }
    return played;
  };
}

const book = { learningRate: 0.5, epsilon: 0.1, gamma: 1 };

/** What is measured; `limit` is what it must reach, in units a second on one core. */
export const cases = [
  { name: 'Q-learning on CliffWalking-v1, 1 row', unit: 'steps', limit: 6e6, make: () => learner('q-learning', 'CliffWalking-v1', 1, book) },
  { name: 'Q-learning on CliffWalking-v1, 64 rows', unit: 'steps', limit: 10e6, make: () => learner('q-learning', 'CliffWalking-v1', 64, book) },
  { name: 'SARSA on CliffWalking-v1, 1 row', unit: 'steps', make: () => learner('sarsa', 'CliffWalking-v1', 1, book) },
  { name: 'SARSA on CliffWalking-v1, 64 rows', unit: 'steps', make: () => learner('sarsa', 'CliffWalking-v1', 64, book) },
  { name: 'Q-learning on CarStreet-v0, 1 row', unit: 'steps', make: () => learner('q-learning', 'CarStreet-v0', 1) },
  { name: 'Q-learning on CarStreet-v0, 64 rows', unit: 'steps', make: () => learner('q-learning', 'CarStreet-v0', 64) },
  { name: 'CliffWalking-v1 alone, 1 row', unit: 'steps', make: () => stepper('CliffWalking-v1', 1) },
  { name: 'CliffWalking-v1 alone, 64 rows', unit: 'steps', make: () => stepper('CliffWalking-v1', 64) },
  { name: 'CarStreet-v0 alone, 1 row', unit: 'steps', make: () => stepper('CarStreet-v0', 1) },
  { name: 'CarStreet-v0 alone, 64 rows', unit: 'steps', make: () => stepper('CarStreet-v0', 64) },
  {
    name: 'Random.random()', unit: 'draws', limit: 40e6,
    make() {
      const random = new Random(0);
      let sum = 0;
      return (n) => { for (let i = 0; i < n; i++) sum += random.random(); return sum > 0 ? n : 0; };
    },
  },
];
