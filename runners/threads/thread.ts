// One of the threads in which an agent learns: it plays a world of its own until all threads together have played the run's steps.
import { parentPort, workerData } from 'node:worker_threads';
import { agentSpec, streamsOf } from '../../agents/index.ts';
import { DivergedError } from '../../nets/index.ts';
import { rowsFor } from '../experiment/experiment.ts';
import { importModules } from '../experiment/imports.ts';
import { train } from '../train.ts';
import { READY, STOP, type FromThread, type ThreadBeginning, type ThreadEvent } from './messages.ts';

const TELL_EVERY = 50, LOOK_AT_THE_CLOCK_EVERY = 64;          // milliseconds, steps

const { spec, modules, thread, shared, gate, reportEvery, tickEvery } = workerData as ThreadBeginning;
const { environment, agent: { name, options, rows: threads }, seed, steps: budget } = spec;
const port = parentPort!, tell = (message: FromThread) => port.postMessage(message);

await importModules(modules);
const env = rowsFor(environment, { rows: 1, role: 'training' }), stream = streamsOf(seed);
const joined = agentSpec(name).threads!.join(env, { rows: threads, budget, stream, options }, shared, thread), { agent, parameters } = joined;
env.reset(thread === 1 ? seed : stream('world', thread).integer(2 ** 32));      // the first plays what the only one would

let events: ThreadEvent[] = [], told = performance.now();

function tellAll(until: number): void {
  tell({ kind: 'events', events, until });
  events = [];
  told = performance.now();
}

/** Nobody begins before all can. */
function waitForAll(): void {
  if (Atomics.add(gate, READY, 1) + 1 === threads) Atomics.notify(gate, READY);
  for (let ready = Atomics.load(gate, READY); ready < threads; ready = Atomics.load(gate, READY)) Atomics.wait(gate, READY, ready);
}

function play(): void {
  for (const event of train(agent, env, { steps: Infinity, reportEvery: Infinity, tickEvery: 1 })) {
    const step = joined.steps;                              // of all threads
    if (event.kind === 'episode') events.push({ ...event, row: thread - 1, step });
    if (event.kind !== 'tick') continue;
    if (step % reportEvery === 0) events.push({ kind: 'report', step, metrics: { ...agent.metrics } });
    if (step % tickEvery === 0) events.push({ kind: 'tick', step, parameters: parameters.slice(), metrics: { ...agent.metrics } });
    if (step >= budget || Atomics.load(gate, STOP) === 1) break;
    if (event.step % LOOK_AT_THE_CLOCK_EVERY === 0 && performance.now() - told > TELL_EVERY) tellAll(step);
  }
}

try {
  waitForAll();
  play();
  tellAll(Infinity);
} catch (error) {
  tellAll(joined.steps);                                      // what was played before it
  if (error instanceof DivergedError) tellDiverged(error);
  else {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    tell({ kind: 'failure', message, stack });
  }
}

function tellDiverged({ message }: DivergedError): void {
  const { observation, next, reward } = env;
  const last = { steps: joined.steps, observation: observation.slice(), next: next.slice(), reward: reward.slice() };
  tell({ kind: 'diverged', message, last, metrics: { ...agent.metrics } });
}
