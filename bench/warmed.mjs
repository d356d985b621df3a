// How much does an environment slow down once ten others have run in the same process (their calls share machine code)? node bench/warmed.mjs
import { makeRows, registry } from 'gymnasium-js';
import { rate, short } from './measure.mjs';

function stepper(id, rows = 64) {
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

const [first = 'CartPole-v1'] = process.argv.slice(2), work = stepper(first);
const alone = rate(work).median;
const others = ['MountainCar-v0', 'Acrobot-v1', 'Pendulum-v1', 'FrozenLake-v1', 'Taxi-v4', 'CliffWalking-v1', 'CarStreet-v0', 'FlappyBird-v0', 'Commute-v0', 'GridWorld-v0']
  .filter((id) => id !== first && registry.has(id));
for (const id of others) stepper(id)(1_000_000);
const after = rate(work).median, anew = rate(stepper(first)).median;
console.log(`${first}: ${short(alone)} steps/s alone; after ${others.length} others ${short(after)} (${(alone / after).toFixed(2)} times slower), made anew ${short(anew)} (${(alone / anew).toFixed(2)})`);
