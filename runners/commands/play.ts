import { resolve } from 'node:path';
import { emitKeypressEvents } from 'node:readline';
import { make, type Env, type Scene } from 'gymnasium-js';
import type { CommandModule } from 'yargs';
import { loadExperiment, rowsFor } from '../experiment/experiment.ts';
import { UsageError } from '../usage-error.ts';
import { importOption } from './import-option.ts';
import { controlsFor, type Controls } from './keys.ts';
import { pairs } from './pairs.ts';
import { Screen, say } from './terminal.ts';

interface PlayArguments { id: string; e?: string[]; import?: string[]; seed?: number; fps?: number }

export const playCommand = (end: (code: number) => void): CommandModule<object, PlayArguments> => ({
  command: 'play <id>',
  describe: 'play an environment yourself, with the keys',
  builder: (yargs) => yargs
    .positional('id', { type: 'string', demandOption: true, describe: 'an environment; `gymnase list envs` tells which there are' })
    .option('e', {
      alias: 'env-option', type: 'string', array: true, nargs: 1,
      describe: 'an option of the environment, name=value; may be given several times',
    })
    .option('import', importOption)
    .option('seed', { type: 'number', requiresArg: true, describe: 'of the first episode; chance itself if left out' })
    .option('fps', {
      type: 'number', requiresArg: true,
      describe: 'steps a second: the world goes on by itself with the last key, or doing nothing where one can, once a key is pressed. '
        + 'If left out it waits for each key',
    })
    .example('$0 play CarStreet-v0 -e map=town', 'drive to town')
    .example('$0 play FlappyBird-v0 --seed 1', 'flap'),
  handler: async ({ id, e = [], import: modules = [], seed, fps }) => {
    if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0)) throw new UsageError(`--seed is a whole number from 0 up, and got ${seed}`);
    if (fps !== undefined && !(fps > 0 && fps <= 60)) throw new UsageError(`--fps is between 0 and 60, and got ${fps}`);
    const { environments: [choice] } = await loadExperiment({
      name: 'play', environments: [{ id, options: pairs('-e', e) }], agents: ['random'], seeds: [0], steps: 1,
      ...(modules.length > 0 && { import: modules.map((path) => resolve(path)) }),
    });
    const env = make(id, { ...choice.options, ...(choice.maxEpisodeSteps !== undefined && { maxEpisodeSteps: choice.maxEpisodeSteps }) });
    const { model, render } = rowsFor(choice, { rows: 1, role: 'training' });
    if (!render || !env.scene) throw new UsageError(`${id} draws no pictures, so there is nothing to play by`);
    const controls = () => controlsFor(id, env.actionSpace, model && ((action) => model.actionName(action)));
    if (!controls()) throw new UsageError(`keys play up to ten actions, or one or two numbers, and ${id} takes ${String(env.actionSpace)}`);
    if (!process.stdin.isTTY || !process.stdout.isTTY) {
      throw new UsageError('playing takes a terminal, for the keys and for the picture, and there is none here. '
        + '`gymnase record` and `gymnase watch` need none.');
    }
    const game = new Game(env, controls as () => Controls, { ...(seed !== undefined && { seed }), clocked: fps !== undefined });
    await playInTerminal(game, id, fps);
    say(game.played.length === 0 ? 'No episode was played to its end.' : `Played to the end: ${game.played.join('; ')}.`);
    end(0);
  },
});

const round = (x: number) => Number(x.toFixed(2));

/** Episodes that somebody plays key by key. */
export class Game {
  /** What came of each episode that was played to its end. */
  readonly played: string[] = [];
  readonly #env: Env;
  readonly #newControls: () => Controls;
  #controls: Controls;
  #steps = 0;
  #return = 0;
  #over = false;
  readonly #clocked: boolean;
  #last: unknown;                                 // action
  #next: unknown;                                 // action that the clock will play

  /** `clocked`: `tick` plays, and a key says what. Otherwise each key plays at once. */
  constructor(env: Env, controls: () => Controls, { seed, clocked = false }: { seed?: number; clocked?: boolean } = {}) {
    this.#clocked = clocked;
    this.#env = env;
    this.#newControls = controls;
    this.#controls = controls();
    env.reset(seed === undefined ? {} : { seed });
  }

  get scene(): Scene { return this.#env.scene!(); }
  get over(): boolean { return this.#over; }
  get legend(): string[] { return [...(this.#over ? [] : this.#controls.legend()), this.#over ? 'r play again' : 'r start again', 'q end']; }

  get line(): string {
    return `step ${this.#steps}   return ${round(this.#return)}${this.#over ? `   ${this.#outcome}` : ''}`;
  }

  /** A key that plays an action plays it; `r` begins the next episode. Any other does nothing. */
  press(key: string): void {
    if (key === 'r') { this.#again(); return; }
    if (this.#over) return;
    const action = this.#controls.action(key);
    if (action === undefined) return;
    if (this.#clocked) this.#next = action;
    else this.#play(action);
  }

  /** The world goes on: with what was pressed since the last tick, or doing nothing, or else as before. Until a key is pressed it waits. */
  tick(): void {
    if (this.#over || (this.#next === undefined && this.#last === undefined)) return;
    this.#play(this.#next ?? this.#controls.idle ?? this.#last);
  }

  #play(action: unknown): void {
    const [, reward, terminated, truncated] = this.#env.step(action);
    [this.#last, this.#next] = [action, undefined];
    this.#steps++;
    this.#return += reward;
    this.#over = terminated || truncated;
    if (this.#over) this.played.push(`${this.#outcome} after ${this.#steps} steps, return ${round(this.#return)}`);
  }

  get #outcome(): string { return this.#env.outcome?.() ?? 'over'; }

  #again(): void {
    this.#env.reset();
    this.#controls = this.#newControls();
    [this.#steps, this.#return, this.#over, this.#last, this.#next] = [0, 0, false, undefined, undefined];
  }
}

/** The name of a key, as `Game` takes it. */
export function keyName(text: string | undefined, { name, ctrl }: { name?: string; ctrl?: boolean }): string {
  if (ctrl === true) return name === 'c' || name === 'd' ? 'q' : '';
  if (name !== undefined && name.length > 1) return name;
  return text === ' ' ? 'space' : (text ?? '').toLowerCase();
}

/** Plays until `q` or Ctrl-C. However it ends, the terminal is as it was. */
async function playInTerminal(game: Game, title: string, fps: number | undefined): Promise<void> {
  const { stdin } = process, screen = new Screen();
  const draw = () => screen.draw(`${title}   ${game.line}`, game.scene, game.legend);
  const restore = () => { stdin.setRawMode(false); screen.close(); };
  const killed = () => process.exit(143);                  // `restore` runs on exit
  let clock: NodeJS.Timeout | undefined, onKey: (text: string | undefined, key: object) => void = () => {}, tick = () => {};
  process.once('exit', restore).once('SIGTERM', killed).once('SIGHUP', killed);
  process.stdout.on('resize', draw);
  emitKeypressEvents(stdin);
  try {
    stdin.setRawMode(true);
    draw();
    await new Promise<void>((done, fail) => {
      const attempt = (what: () => void) => { try { what(); draw(); } catch (error) { fail(error); } };
      onKey = (text, key) => {
        const pressed = keyName(text, key);
        if (pressed === 'q') done();
        else attempt(() => game.press(pressed));
      };
      tick = () => attempt(() => game.tick());
      stdin.on('keypress', onKey).once('end', done).resume();
      if (fps !== undefined) clock = setInterval(tick, 1000 / fps);
    });
  } finally {
    clearInterval(clock);
    stdin.off('keypress', onKey).pause();
    process.stdout.off('resize', draw);
    process.off('exit', restore).off('SIGTERM', killed).off('SIGHUP', killed);
    restore();
  }
}
