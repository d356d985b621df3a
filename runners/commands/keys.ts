import { Box, Discrete, type Space } from 'gymnasium-js';
import { actionNames } from '../names.ts';

/** What a player's keys do in a world. */
export interface Controls {
  /** What the keys are for, an entry each. */
  legend(): string[];
  /** The action that a key plays; undefined where it plays none. */
  action(key: string): unknown;
  /** What a world that goes on by itself plays while no key is pressed; undefined where there is no such action: then the last one again. */
  readonly idle: unknown;
}

/** Which key suits an action of such a name; the first that is free is taken. */
const SUITED: readonly (readonly [name: RegExp, ...keys: string[]])[] = [
  [/^((turn|push|go) )?(left|west)$/, 'left'], [/^((turn|push|go) )?(right|east)$/, 'right'],
  [/^(up|north|forward|accelerate)$/, 'up'], [/^(down|south|reverse|back|brake)$/, 'down'],
  [/^(flap|hit|pick up)$/, 'space'], [/^(stay|wait|coast|glide|stick)\b|^no /, 'down', 'space'], [/^other/, 'up'],
];
/** For actions that no name tells about, by how many there are. */
const UNNAMED: Readonly<Record<number, readonly string[]>> = { 2: ['left', 'right'], 3: ['left', 'down', 'right'] };
const IDLE = /^(stay|wait|coast|glide)\b|^no /;
const LETTERS: Readonly<Record<string, string>> = { w: 'up', a: 'left', s: 'down', d: 'right' };
const SIGNS: Readonly<Record<string, string>> = { left: '←', right: '→', up: '↑', down: '↓' };
const DIGITS = '1234567890';
const NOTCHES = 4;                                // of a lever, from its middle to either end

/** The keys for a world, or undefined where it has more actions than keys. Arrows are also w, a, s and d; the first ten actions are also 1 to 0. */
export function controlsFor(id: string, space: Space, nameOf?: (action: number) => string): Controls | undefined {
  const called = actionNames(id);
  if (space instanceof Discrete) {
    const names = Array.from({ length: Math.min(space.n, 11) }, (_, i) => nameOf?.(i) ?? called?.[i] ?? `action ${space.start + i}`);
    return space.n <= DIGITS.length || names.length <= 4 ? new Buttons(names, space.start) : undefined;
  }
  return space instanceof Box && space.rowSize <= 2 ? new Levers(space, called ?? ['action', 'action 2']) : undefined;
}

/** An action for a key. */
class Buttons implements Controls {
  readonly #keys = new Map<string, number>();
  readonly #names: readonly string[];
  readonly #start: number;
  readonly idle: number | undefined;

  constructor(names: readonly string[], start: number) {
    this.#names = names;
    this.#start = start;
    const still = names.findIndex((name) => IDLE.test(name));
    this.idle = still < 0 ? undefined : start + still;
    names.forEach((name, i) => {
      const suited = SUITED.find(([pattern]) => pattern.test(name))?.slice(1) as string[] | undefined;
      const key = (suited ?? UNNAMED[names.length]?.slice(i, i + 1) ?? []).find((one) => !this.#keys.has(one));
      if (key !== undefined) this.#keys.set(key, i);
    });
    names.forEach((_, i) => this.#keys.set(DIGITS[i], i));
  }

  legend(): string[] {
    return this.#names.map((name, i) => `${[...this.#keys].filter(([, action]) => action === i).map(([key]) => SIGNS[key] ?? key).join(' or ')} ${name}`);
  }

  action(key: string): number | undefined {
    const pressed = this.#keys.get(LETTERS[key] ?? key);
    return pressed === undefined ? undefined : this.#start + pressed;
  }
}

/** A lever for each number: arrows move it by a notch and it stays where it is, space plays once more, 0 puts all in the middle. */
class Levers implements Controls {
  readonly #space: Box;
  readonly #names: readonly string[];
  readonly #at: number[];                         // notches from the middle
  readonly idle = undefined;

  constructor(space: Box, names: readonly string[]) {
    this.#space = space;
    this.#names = names;
    this.#at = new Array<number>(space.rowSize).fill(0);
  }

  legend(): string[] {
    const values = this.#values();
    return [...this.#names.slice(0, values.length).map((name, k) => `${k === 0 ? '← →' : '↓ ↑'} ${name} ${Number(values[k].toFixed(2))}`), 'space as it is', '0 middle'];
  }

  action(key: string): unknown {
    const [lever, by] = { left: [0, -1], right: [0, 1], down: [1, -1], up: [1, 1] }[LETTERS[key] ?? key] ?? [];
    if (lever !== undefined && lever < this.#at.length) this.#at[lever] = Math.max(-NOTCHES, Math.min(NOTCHES, this.#at[lever] + by));
    else if (key === '0') this.#at.fill(0);
    else if (key !== 'space') return undefined;
    return this.#space.fromRow(this.#values());
  }

  #values(): number[] {
    return this.#at.map((notch, k) => {
      const low = Math.max(-1e3, this.#space.low[k]), high = Math.min(1e3, this.#space.high[k]);
      return (low + high) / 2 + notch / NOTCHES * (high - low) / 2;
    });
  }
}
