import { createAgent, streamsOf } from 'gymnase/agents';
import { train } from 'gymnase/runners';
import { make, makeRows, Random } from 'gymnasium-js';

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
export function stepper(id, rows) {
  const env = makeRows(id, { rows }), actions = env.actionSpace.n ?? 3;
  env.reset(0);
  let a = 0;
  return (n) => {
    let played = 0;
    while (played < n) {
      env.advance();
      for (let i = 0; i < env.action.length; i++) env.action[i] = (a = (a + 1) % actions);
      played += env.step();
    }
    return played;
  };
}

/** The same through Gymnasium's shape: one environment, a fresh observation from each step. */
function gymnasium(id) {
  const env = make(id), { actionSpace } = env, actions = actionSpace.n ?? 3;
  const choices = Array.from({ length: actions }, (_, a) => actionSpace.n ? a : new Float32Array(actionSpace.rowSize).fill(a / 2 - 0.5));
  env.reset({ seed: 0 });
  let a = 0, sum = 0;
  return (n) => {
    for (let i = 0; i < n; i++) {
      const [, reward, terminated, truncated] = env.step(choices[a = (a + 1) % actions]);
      sum += reward;
      if (terminated || truncated) env.reset();
    }
    return Number.isFinite(sum) ? n : 0;
  };
}

const cleanRl = { nSteps: 128, batchSize: 128, nEpochs: 4, learningRate: 'lin_0.00025', clipRangeVf: 0.2, entCoef: 0.01 };
const zoo = { nSteps: 32, batchSize: 256, gaeLambda: 0.8, gamma: 0.98, nEpochs: 20, learningRate: 'lin_0.001', clipRange: 'lin_0.2' };
// PufferLib 1.0's default policy: one layer of rectified units for actor and critic.
const puffer = { nSteps: 16, batchSize: 512, nEpochs: 4, netArch: [64], sharedTorso: true, activation: 'relu' };

const book = { learningRate: 0.5, epsilon: 0.1, gamma: 1 };

/**
 * What is measured. `limit` is what it must reach, in units a second on one core; `peer` is what Python's Gymnasium 1.4.0 was recorded at with
 * `make`, on a machine of the same kind.
 */
export const cases = [
  { name: 'Q-learning on CliffWalking-v1, 1 row', unit: 'steps', limit: 6e6, make: () => learner('q-learning', 'CliffWalking-v1', 1, book) },
  { name: 'Q-learning on CliffWalking-v1, 64 rows', unit: 'steps', limit: 10e6, make: () => learner('q-learning', 'CliffWalking-v1', 64, book) },
  { name: 'SARSA on CliffWalking-v1, 1 row', unit: 'steps', make: () => learner('sarsa', 'CliffWalking-v1', 1, book) },
  { name: 'SARSA on CliffWalking-v1, 64 rows', unit: 'steps', make: () => learner('sarsa', 'CliffWalking-v1', 64, book) },
  { name: 'Q-learning on CarStreet-v0, 1 row', unit: 'steps', make: () => learner('q-learning', 'CarStreet-v0', 1) },
  { name: 'Q-learning on CarStreet-v0, 64 rows', unit: 'steps', make: () => learner('q-learning', 'CarStreet-v0', 64) },
  { name: 'A2C on CartPole-v1, Stable-Baselines3\'s defaults', unit: 'steps', limit: 400e3, make: () => learner('a2c', 'CartPole-v1', 8) },
  { name: 'PPO on CartPole-v1, CleanRL\'s defaults', unit: 'steps', limit: 120e3, make: () => learner('ppo', 'CartPole-v1', 4, cleanRl) },
  { name: 'PPO on CartPole-v1, RL Zoo\'s settings', unit: 'steps', limit: 35e3, make: () => learner('ppo', 'CartPole-v1', 8, zoo) },
  { name: 'PPO on CartPole-v1, 64 rows, batch 1,024, minibatch 512, 4 epochs, one layer of 64', unit: 'steps', limit: 1.2e6, make: () => learner('ppo', 'CartPole-v1', 64, puffer) },
  { name: 'genetic on CartPole-v1, 256 individuals, 4-16-2', unit: 'steps', limit: 3e6, make: () => learner('genetic', 'CartPole-v1', 256, { netArch: [16] }) },
  { name: 'CliffWalking-v1 alone, 1 row', unit: 'steps', make: () => stepper('CliffWalking-v1', 1) },
  { name: 'CliffWalking-v1 alone, 64 rows', unit: 'steps', make: () => stepper('CliffWalking-v1', 64) },
  { name: 'CarStreet-v0 alone, 1 row', unit: 'steps', make: () => stepper('CarStreet-v0', 1) },
  { name: 'CarStreet-v0 alone, 64 rows', unit: 'steps', make: () => stepper('CarStreet-v0', 64) },
  ...[['CartPole-v1', 158], ['MountainCar-v0', 73], ['Acrobot-v1', 22], ['Pendulum-v1', 53], ['FrozenLake-v1', 218], ['Taxi-v4', 174], ['Blackjack-v1', 33]].flatMap(([id, peer]) => [
    { name: `${id} alone, 64 rows`, unit: 'steps', peer: peer * 1e3, make: () => stepper(id, 64) },
    { name: `${id} by make and env.step`, unit: 'steps', peer: peer * 1e3, make: () => gymnasium(id) },
  ]),
  {
    name: 'Random.random()', unit: 'draws', limit: 40e6,
    make() {
      const random = new Random(0);
      let sum = 0;
      return (n) => { for (let i = 0; i < n; i++) sum += random.random(); return sum > 0 ? n : 0; };
    },
  },
];
