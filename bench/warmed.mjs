// How much does an environment slow down once ten others have run in the same process (their calls share machine code)? node bench/warmed.mjs
import { registry } from 'gymnasium-js';
import { stepper } from './cases.mjs';
import { rate, short } from './measure.mjs';

const [first = 'CartPole-v1'] = process.argv.slice(2), work = stepper(first, 64);
const alone = rate(work).median;
const others = ['MountainCar-v0', 'Acrobot-v1', 'Pendulum-v1', 'FrozenLake-v1', 'Taxi-v4', 'CliffWalking-v1', 'CarStreet-v0', 'FlappyBird-v0', 'Commute-v0', 'GridWorld-v0']
  .filter((id) => id !== first && registry.has(id));
for (const id of others) stepper(id, 64)(1_000_000);
const after = rate(work).median, anew = rate(stepper(first, 64)).median;
console.log(`${first}: ${short(alone)} steps/s alone; after ${others.length} others ${short(after)} (${(alone / after).toFixed(2)} times slower), made anew ${short(anew)} (${(alone / anew).toFixed(2)})`);
