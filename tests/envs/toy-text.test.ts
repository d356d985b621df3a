import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Random, ansi, make, makeRows, register, registry, tabular, DynamicsEnv, type Dynamics, type Env, type MakeOptions, type Model, type Scene } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy, greedyActions, valueIteration } from '../../agents/planning/index.ts';
import { blackjack, handsOf, type BlackjackOptions } from '../../envs/toy-text/blackjack.ts';
import { generateRandomMap } from '../../envs/toy-text/frozen-lake-maps.ts';
import { frozenLake, type FrozenLakeOptions } from '../../envs/toy-text/frozen-lake.ts';
import { toyText } from '../../envs/toy-text/registered.ts';
import { taxi, type TaxiOptions } from '../../envs/toy-text/taxi.ts';
import { standing } from './worlds.ts';

for (const spec of toyText) if (!registry.has(spec.id)) register(spec);

type Standing = ReturnType<typeof standing>;
interface Run {
  seed: number; reset_obs: unknown; reset_state?: unknown; reset_mask?: number; rng_after_reset: Standing;
  actions: number[]; obs: unknown[]; state?: unknown[]; reward: number[]; terminated: string; truncated: string; prob?: number[]; mask?: number[];
  resets: { t: number; obs: unknown; state?: unknown }[]; rng_end: Standing;
}
interface Configuration { name: string; id: string; options: MakeOptions; runs: Run[] }
interface Optimal { name: string; id: string; options: MakeOptions; gammas: Record<string, { start: number; V: number[]; actions: number[][] | null }>; timeLimit: number; timeLimitValue: number }

// Recorded from Gymnasium 1.4.0 with NumPy 2.2.4. Optima are exact, by value iteration on Gymnasium's own tables P.
const fixture = (name: string) => JSON.parse(gunzipSync(readFileSync(new URL(`../fixtures/${name}.json.gz`, import.meta.url))).toString()) as unknown;
const lakes = fixture('frozen-lake') as { configurations: Configuration[]; optimal: Optimal[]; maps: Record<string, Record<string, string[]>> };
const taxis = fixture('taxi') as { configurations: Configuration[]; optimal: Optimal[] };
const tables = fixture('blackjack') as { configurations: Configuration[]; values: Record<string, Record<string, number>> };
const configurations = [...lakes.configurations, ...taxis.configurations, ...tables.configurations];
const named = <T extends { name: string }>(list: readonly T[]) => list.map((one) => [one.name, one] as const);

const bits = (mask: number) => Array.from({ length: 6 }, (_, a) => mask >> a & 1);
const text = (value: unknown) => JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? [...part] : part));

/** What of a state was recorded beside the observation: the hands of blackjack, whether a taxi's passenger is still fickle. */
function hidden(state: Float64Array): unknown {
  if (state.length === 4) return [state[0], state[2]];
  const { player, dealer } = handsOf(state);
  return [player, dealer];
}

/** The first way in which an environment departs from what was recorded, draws included; nothing where it is the same. */
function departure(run: Run, env: Env): string | undefined {
  const draws = () => text(standing(env.npRandom!.save()));
  const state = () => (run.state ? hidden((env.save!() as { state: Float64Array }).state) : undefined);
  const info = (prob: number | undefined, mask: number | undefined) => ({ ...(prob !== undefined && { prob }), ...(mask !== undefined && { action_mask: bits(mask) }) });
  const first = [...env.reset({ seed: run.seed }), state()], wanted = [run.reset_obs, info(run.prob && 1, run.reset_mask), run.reset_state];
  if (text(first) !== text(wanted)) return `begins with ${text(first)} for ${text(wanted)}`;
  if (draws() !== text(run.rng_after_reset)) return 'draws otherwise in reset';
  const resets = new Map(run.resets.map((reset) => [reset.t, reset]));
  for (const [t, action] of run.actions.entries()) {
    const got = [...env.step(action), state()];
    const want = [run.obs[t], run.reward[t], run.terminated[t] === '1', run.truncated[t] === '1', info(run.prob?.[t], run.mask?.[t]), run.state?.[t]];
    if (text(got) !== text(want)) return `step ${t} gives ${text(got)} for ${text(want)}`;
    const reset = resets.get(t);
    if (reset && text([env.reset()[0], state()]) !== text([reset.obs, reset.state])) return `begins elsewhere after step ${t}`;
  }
  return draws() === text(run.rng_end) ? undefined : 'draws otherwise in the end';
}
const configuration = (name: string) => configurations.find((one) => one.name === name)!;
/** How rules depart from each run of a configuration, played within its time limit. */
const departures = ({ id, runs }: Configuration, rules: Dynamics) =>
  runs.map((run) => departure(run, new DynamicsEnv(rules, { maxEpisodeSteps: registry.get(id)!.maxEpisodeSteps ?? Infinity }))).filter((found) => found !== undefined);

describe('they play what Gymnasium played', () => {
  test('all that was recorded: six lakes, four taxis, three tables', () => {
    expect([lakes, taxis, tables].map((one) => one.configurations.length)).toEqual([6, 4, 3]);
    expect(configurations.map(({ runs }) => runs.map((run) => run.seed).join())).toEqual([...Array<string>(10).fill('0,1,2,42'), ...Array<string>(3).fill('0,42')]);
  });

  test.each(named(configurations))('%s: every observation, reward, flag, chance, mask and random draw, over resets without a seed', (_, { id, options, runs }) => {
    expect(runs.map((run) => departure(run, make(id, options))).filter((found) => found !== undefined)).toEqual([]);
  });

  test.each(named(configurations))('%s: rows begun with those seeds, all side by side', (_, { id, options, runs }) => {
    const env = makeRows(id, { ...options, rows: runs.length });
    env.reset(0);
    runs.forEach((run, i) => env.begin(i, run.seed));
    const observations = (block: Float32Array) => runs.map((_, i) => env.observationSpace.fromRow(block, i * env.observationSpace.rowSize));
    const masks = (block: Uint8Array) => runs.map((_, i) => Array.from(block.subarray(6 * i, 6 * i + 6)));
    for (let t = 0; t < runs[0].actions.length; t++) {
      env.advance();
      if (t === 0) expect(observations(env.observation)).toEqual(runs.map((run) => run.reset_obs));
      if (t === 0 && env.mask) expect(masks(env.mask)).toEqual(runs.map((run) => bits(run.reset_mask!)));
      runs.forEach((run, i) => { env.action[i] = run.actions[t]; });
      env.step();
      expect(observations(env.next), `step ${t}`).toEqual(runs.map((run) => run.obs[t]));
      expect([...env.reward]).toEqual(runs.map((run) => run.reward[t]));
      expect([...env.terminated].map(String)).toEqual(runs.map((run) => run.terminated[t]));
      if (env.nextMask) expect(masks(env.nextMask)).toEqual(runs.map((run) => bits(run.mask![t])));
    }
    env.advance();
    const { random } = env.save() as { random: Uint32Array };
    runs.forEach((run, i) => expect(standing(random.slice(10 * i, 10 * i + 10))).toEqual(run.rng_end));
  });

  test('lakes by seed are those of generate_random_map', () => {
    const maps = Object.entries(lakes.maps).flatMap(([seed, bySize]) => Object.entries(bySize).map(([name, map]) => {
      const [, size, p] = /^size(\d+)_p([\d.]+)$/.exec(name)!;
      return [Number(size), Number(p), Number(seed), map] as const;
    }));
    expect(maps).toHaveLength(36);
    for (const [size, p, seed, map] of maps) expect(generateRandomMap(size, p, seed)).toEqual(map);
  });
});

describe('the gate rejects', () => {
  const slippery = configuration('FrozenLake-v1_4x4_slippery'), dry = configuration('FrozenLake-v1_4x4_notslippery');
  const rainy = configuration('Taxi-v4_rainy'), fickle = configuration('Taxi-v4_fickle');
  const book = configuration('Blackjack-v1'), casino = configuration('Blackjack-v1_natural'), plainTable = configuration('Blackjack-v1_plain');

  test('nothing about the rules as they are', () => {
    const right: [Configuration, Dynamics][] = [
      [slippery, frozenLake()], [dry, frozenLake({ isSlippery: false })], [rainy, taxi({ isRainy: true })], [fickle, taxi({ ficklePassenger: true })],
      [book, blackjack({ sab: true })], [casino, blackjack({ natural: true })], [plainTable, blackjack()],
    ];
    for (const [recorded, rules] of right) expect(departures(recorded, rules)).toEqual([]);
  });

  /** The same world with other outcomes. */
  const remade = (rules: Dynamics, transitions: (model: Model, s: number, a: number) => ReturnType<Model['transitions']>): Dynamics => {
    const { model } = rules as { model: Model };
    const actions = Array.from({ length: model.actions }, (_, a) => model.actionName(a));
    const terminal = (s: number) => model.transitions(s, 0).length === 0;
    const table = tabular({ states: model.states, actions, start: model.start, terminal, stateName: String, transitions: (s, a) => transitions(model, s, a) });
    return { ...rules, step: table.step };
  };

  test('ice that slips in another order, and one whose sides have a plain third', () => {
    const ice = (order: readonly number[]) => remade(frozenLake(), (model, s, a) => order.map((i) => model.transitions(s, a)[i]));
    expect(departures(slippery, ice([0, 1, 2]))).toEqual([]);
    expect(departures(slippery, ice([2, 1, 0]))).toHaveLength(4);
    expect(departures(slippery, ice([1, 0, 2]))).toHaveLength(4);
    expect(departures(slippery, remade(frozenLake(), (model, s, a) => model.transitions(s, a).map((outcome) => ({ ...outcome, probability: 1 / 3 }))))).toHaveLength(4);
  });

  test('a lake that draws nothing where nothing is left to chance', () => {
    const rules = frozenLake({ isSlippery: false }), unused = new Random(0);
    expect(departures(dry, { ...rules, step: (s, action) => rules.step(s, action, unused) })).toEqual(Array(4).fill('draws otherwise in the end'));
    expect(departures(dry, { ...rules, reset: (s) => rules.reset(s, unused) })).toEqual(Array(4).fill('draws otherwise in reset'));
  });

  test('rain that drives the taxi to the other side first, and rain that drives it along a wall', () => {
    expect(departures(rainy, remade(taxi({ isRainy: true }), (model, s, a) => (a > 3 ? model.transitions(s, a) : [0, 2, 1].map((i) => model.transitions(s, a)[i]))))).toHaveLength(4);
    const dryModel = taxi().model!, sides = [[2, 3], [3, 2], [1, 0], [0, 1]];
    const along = (model: Model, s: number, a: number) => model.transitions(s, a).map((outcome, i) => (i === 0 || a > 3 ? outcome : { ...outcome, next: dryModel.transitions(s, sides[a][i - 1])[0].next }));
    expect(departures(rainy, remade(taxi({ isRainy: true }), along))).toHaveLength(4);
  });

  test('a fickle passenger whose draws are left out, in reset or when riding', () => {
    const rules = taxi({ ficklePassenger: true }), FICKLE = 2;
    const decided: Dynamics = { ...rules, reset(s, random) { taxi().reset(s, random); } };
    expect(departures(fickle, decided)).toHaveLength(4);
    const steadfast: Dynamics = {
      ...rules,
      step(s, action, random) {
        const before = s[FICKLE];
        s[FICKLE] = 0;
        const reward = rules.step(s, action, random);
        s[FICKLE] = before;
        return reward;
      },
    };
    expect(departures(fickle, steadfast).length).toBeGreaterThan(0);
    const costly: Dynamics = { ...rules, step: (s, action, random) => rules.step(s, action, { random: () => random.random(), integers: (n: number) => Math.floor(n * random.random()) } as Random) };
    expect(departures(fickle, costly).length).toBeGreaterThan(0);
  });

  test('a blackjack that forgets the buffered half word', () => {
    class Forgetful extends Random {
      override integers(high: number): number {
        const words = this.save();
        words[8] = words[9] = 0;
        this.load(words);
        return super.integers(high);
      }
    }
    const rules = blackjack({ sab: true }), own = new Forgetful(0);
    const lend = <T>(random: Random, use: () => T): T => { own.load(random.save()); const result = use(); random.load(own.save()); return result; };
    const forgetful: Dynamics = { ...rules, reset: (s, random) => lend(random, () => rules.reset(s, own)), step: (s, action, random) => lend(random, () => rules.step(s, action, own)) };
    expect(departures(book, forgetful)).toEqual(book.runs.map(() => expect.stringMatching(/^begins with/)));
  });

  test('a dealer who hits soft 17, a player whose ace and ten win no more than others, and one that is paid for them under sab', () => {
    expect(departures(plainTable, softHitter(blackjack()))).toHaveLength(2);
    expect(departures(book, blackjack()).length).toBeGreaterThan(0);
    expect(departures(casino, blackjack())).toHaveLength(2);
    expect(departures(plainTable, blackjack({ natural: true }))).toHaveLength(2);
  });

  test('a table that leaves the suit undrawn', () => {
    const rules = blackjack({ sab: true });
    const suitless: Dynamics = {
      ...rules,
      reset(s, random) {
        let draws = 0;
        rules.reset(s, { integers: (n: number) => (draws++ < 4 ? random.integers(n) : 0) } as Random);
      },
    };
    expect(departures(book, suitless)).toEqual(book.runs.map(() => 'draws otherwise in reset'));
  });
});

const DECK = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10];
const soft = (cards: readonly number[]) => cards.includes(1) && cards.reduce((sum, card) => sum + card, 0) <= 11;
const sumOf = (cards: readonly number[]) => cards.reduce((sum, card) => sum + card, 0) + (soft(cards) ? 10 : 0);

/** Blackjack whose dealer takes another card on 17 with an ace that counts 11. */
function softHitter(rules: Dynamics): Dynamics {
  return {
    ...rules,
    step(s, action, random) {
      const reward = rules.step(s, action, random), { dealer, player } = handsOf(s);
      if (action[0] === 1 || !(sumOf(dealer) === 17 && soft(dealer))) return reward;
      while (sumOf(dealer) < 17 || (sumOf(dealer) === 17 && soft(dealer))) dealer.push(DECK[random.integers(13)]);
      return Math.sign(sumOf(player) - (sumOf(dealer) > 21 ? 0 : sumOf(dealer)));
    },
  };
}

describe('the models are the tables that Gymnasium plays', () => {
  const modelOf = ({ id, options }: Optimal): Model => makeRows(id, options).model!;
  const cases = [...lakes.optimal, ...taxis.optimal].flatMap((one) => Object.keys(one.gammas).map((gamma) => [one.name, Number(gamma), one] as const));
  /** A taxi cannot come upon a passenger who is where they want to be: those 100 states are ends here, though Gymnasium lists moves for them. */
  const isPlayed = (one: Optimal, s: number) => one.id !== 'Taxi-v4' || Math.floor(s / 4) % 5 !== s % 4;

  /** The states whose optimal value or actions are not those of the table. */
  function astray(model: Model, one: Optimal, gamma: number): number[] {
    const optimum = valueIteration(model, { gamma }), want = Object.entries(one.gammas).find(([g]) => Number(g) === gamma)![1];
    return want.V.flatMap((v, s) => {
      if (!isPlayed(one, s)) return [];
      const over = model.transitions(s, 0).length === 0, best = greedyActions(optimum.actionValues, model.actions, s, 1e-8);
      return Math.abs(optimum.values[s] - v) < 1e-8 && (over || !want.actions || text(best) === text(want.actions[s])) ? [] : [s];
    });
  }

  test.each(cases)('%s has the optimal values and actions of that table for gamma %d', (_, gamma, one) => {
    expect(astray(modelOf(one), one, gamma)).toEqual([]);
    expect(valueIteration(modelOf(one), { gamma }).start).toBeCloseTo(Object.entries(one.gammas).find(([g]) => Number(g) === gamma)![1].start, 8);
  });

  test.each(named([...lakes.optimal, ...taxis.optimal]))('%s has the best mean return within the time limit', (_, one) => {
    expect(valueIteration(modelOf(one), { gamma: 1, horizon: one.timeLimit }).start).toBeCloseTo(one.timeLimitValue, 10);
  });

  test('the optima reject ice that never slips, and a taxi that drives through a hedge', () => {
    const [lake] = lakes.optimal, [town] = taxis.optimal;
    expect(astray(frozenLake({ isSlippery: false }).model!, lake, 0.99)).toHaveLength(11);
    const model = taxi().model!, EAST = 2;
    const through = { ...model, transitions: (s: number, a: number) => (a === EAST && Math.floor(s / 20) === 1 ? model.transitions(s, a).map((outcome) => ({ ...outcome, next: s + 20 })) : model.transitions(s, a)) };
    expect(astray(through, town, 0.99).length).toBeGreaterThan(50);
  });

  test('without ice to slip on, six steps lead to the gift: 2 down, 4 around the holes', () => {
    const { model } = frozenLake({ isSlippery: false }) as { model: Model }, { actionValues } = valueIteration(model, { gamma: 0.99 });
    const { value, length, ends } = evaluatePolicy(model, (s) => greedyActions(actionValues, 4, s, 1e-9), { gamma: 1, horizon: 100 });
    expect([value, length, ends[15]]).toEqual([1, 6, 1]);
  });

  test('a move on ice goes left of it, straight and right of it, in that order; the edge holds', () => {
    const { model } = frozenLake() as { model: Model }, RIGHT = 2, side = (1 - 1 / 3) / 2;
    expect(model.transitions(14, RIGHT)).toEqual([
      { probability: side, next: 14, reward: 0, terminated: false },
      { probability: 1 / 3, next: 15, reward: 1, terminated: true },
      { probability: side, next: 10, reward: 0, terminated: false },
    ]);
    expect(model.transitions(5, RIGHT)).toEqual([]);                            // a hole
    expect([0, 1, 2, 3].map((a) => model.actionName(a))).toEqual(['left', 'down', 'right', 'up']);
    expect(frozenLake({ successRate: 1 }).model!.transitions(0, RIGHT)).toEqual([{ probability: 1, next: 1, reward: 0, terminated: false }]);
  });

  test('a map of one\'s own: two starts, two goals, other rewards', () => {
    const rules = frozenLake({ desc: ['SFG', 'FHF', 'GFS'], isSlippery: false, rewardSchedule: [5, -2, -0.5] }), model = rules.model!, DOWN = 1, RIGHT = 2;
    expect(model.start).toEqual([{ state: 0, probability: 0.5 }, { state: 8, probability: 0.5 }]);
    expect([model.transitions(1, RIGHT)[0].reward, model.transitions(1, DOWN)[0].reward, model.transitions(0, RIGHT)[0].reward]).toEqual([5, -2, -0.5]);
    const env = new DynamicsEnv(rules), begins = Array.from({ length: 40 }, (_, seed) => env.reset({ seed }));
    expect(new Set(begins.map(([s]) => s))).toEqual(new Set([0, 8]));
    expect(begins.every(([, info]) => info.prob === 1)).toBe(true);
    expect(frozenLake({ desc: 'SFG\nFHF\nGFS' }).model!.start).toEqual(model.start);
  });

  test('a taxi in rain drifts to its left and right; at a wall it stays; serving is dry', () => {
    const model = taxi({ isRainy: true }).model!, at = (row: number, column: number, passenger = 0, destination = 1) => ((5 * row + column) * 5 + passenger) * 4 + destination, [SOUTH, EAST, PICK_UP] = [0, 2, 4];
    const side = (1 - 0.8) / 2;
    expect(model.transitions(at(2, 2), SOUTH).map(({ probability, next }) => [probability, next])).toEqual([[0.8, at(3, 2)], [side, at(2, 3)], [side, at(2, 1)]]);
    expect(model.transitions(at(0, 1), EAST).map(({ next }) => next)).toEqual([at(0, 1), at(0, 1), at(0, 1)]);
    expect(model.transitions(at(0, 0), PICK_UP)).toEqual([{ probability: 1, next: at(0, 0, 4), reward: -1, terminated: false }]);
    expect(model.stateName(at(3, 1, 4, 2))).toBe('row 3, column 1, passenger in the taxi, to Yellow');
  });

  test('whether a passenger is fickle cannot be seen, so there is no model then', () => {
    expect(taxi({ ficklePassenger: true }).model).toBeUndefined();
    expect(blackjack().model).toBeUndefined();
  });
});

describe('blackjack pays what it should', () => {
  const CHANCE = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((card) => [card, card === 10 ? 4 / 13 : 1 / 13] as const);
  const STICK = [0], HIT = [1];

  /** Deals the cards that it is told, and counts how many were asked for. */
  class Stacked extends Random {
    cards: readonly number[] = [];
    asked = 0;
    override integers(): number { return (this.cards[this.asked++] ?? 1) - 1; }
    deal(...cards: number[]): this { this.cards = cards; this.asked = 0; return this; }
  }
  const deck = new Stacked(0);
  const seen = (rules: Dynamics, s: Float64Array) => { const row = new Float32Array(3); rules.observe(s, row); return [...row] as [number, number, number]; };

  /** All the ways in which the dealer can play on from two cards: those that come to the same sum as one, with their chance. */
  function dealings(rules: Dynamics, begun: Float64Array): { cards: number[]; chance: number }[] {
    const ways = new Map<number, { cards: number[]; chance: number }>();
    const follow = (cards: number[], chance: number) => {
      const s = begun.slice();
      rules.step(s, STICK, deck.deal(...cards));
      if (deck.asked > cards.length) { for (const [card, p] of CHANCE) follow([...cards, card], chance * p); return; }
      const sum = sumOf([...handsOf(begun).dealer, ...cards]), way = ways.get(Math.min(sum, 22));
      if (way) way.chance += chance; else ways.set(Math.min(sum, 22), { cards, chance });
    };
    follow([], 1);
    return [...ways.values()];
  }

  /** The exact mean return of choosing between what sticking and hitting are worth, over every card that an endless deck can deal. */
  function meanReturn(rules: Dynamics, choose: (sum: number, stick: number, hit: () => number) => number): number {
    let total = 0;
    for (const [open, pOpen] of CHANCE) {
      const begin = (hole: number, ...player: [number, number]) => { const s = new Float64Array(rules.stateSize); rules.reset(s, deck.deal(open, hole, ...player)); return s; };
      const ways = CHANCE.map(([hole]) => dealings(rules, begin(hole, 10, 10))), known = new Map<string, number>();
      // One hand of the player's, beside each card that the dealer may hide: none of them can be told from the others.
      const worth = (hand: readonly Float64Array[]): number => {
        const [sum, , ace] = seen(rules, hand[0]), key = `${sum} ${ace} ${handsOf(hand[0]).player.length === 2 && sum === 21}`;
        const before = known.get(key);
        if (before !== undefined) return before;
        let stick = 0;
        hand.forEach((s, hole) => ways[hole].forEach(({ cards, chance }) => { stick += CHANCE[hole][1] * chance * rules.step(s.slice(), STICK, deck.deal(...cards)); }));
        const hit = () => CHANCE.reduce((value, [card, p]) => {
          const after = hand.map((s) => s.slice()), reward = Math.min(...after.map((s) => rules.step(s, HIT, deck.deal(card))));
          return value + p * (reward + (rules.terminal(after[0]) ? 0 : worth(after)));
        }, 0);
        const value = choose(sum, stick, hit);
        known.set(key, value);
        return value;
      };
      for (const [one, pOne] of CHANCE) for (const [two, pTwo] of CHANCE) total += pOpen * pOne * pTwo * worth(CHANCE.map(([hole]) => begin(hole, one, two)));
    }
    return total;
  }
  const policies: Record<string, (sum: number, stick: number, hit: () => number) => number> = {
    optimal: (_, stick, hit) => Math.max(stick, hit()),
    hit_below_17: (sum, stick, hit) => (sum < 17 ? hit() : stick),
    'hit_below_20 (S&B 5.1 fixed policy)': (sum, stick, hit) => (sum < 20 ? hit() : stick),
    always_stick: (_, stick) => stick,
    uniform_random: (_, stick, hit) => (stick + hit()) / 2,
  };
  const variants: [string, BlackjackOptions][] = [
    ['Blackjack-v1 (sab=True)', { sab: true }], ['natural=True,sab=False', { natural: true, sab: false }], ['natural=False,sab=False', { natural: false, sab: false }],
  ];

  test.each(variants)('%s: the exact mean return of five policies', (name, options) => {
    for (const [policy, value] of Object.entries(tables.values[name])) expect(meanReturn(blackjack(options), policies[policy]), policy).toBeCloseTo(value, 12);
  });

  test('those values reject a dealer who hits soft 17', () => {
    const value = meanReturn(softHitter(blackjack()), policies.always_stick);
    expect(Math.abs(value - tables.values['natural=False,sab=False'].always_stick)).toBeGreaterThan(1e-3);
  });

  test('the longest hands fit into a state: 22 cards of a player, 12 of a dealer', () => {
    const rules = blackjack(), s = new Float64Array(rules.stateSize), aces = (n: number) => Array<number>(n).fill(1);
    rules.reset(s, deck.deal(1, 1, 1, 1));
    for (let n = 3; n <= 22; n++) rules.step(s, HIT, deck.deal(1));
    expect([handsOf(s), rules.terminal(s)]).toEqual([{ dealer: [1, 1], player: aces(22) }, true]);
    rules.reset(s, deck.deal(1, 1, 10, 10));
    expect(rules.step(s, STICK, deck.deal(1, 1, 1, 1, 6, 1, 1, 1, 1, 4))).toBe(0);
    expect(handsOf(s)).toEqual({ dealer: [...aces(6), 6, ...aces(4), 4], player: [10, 10] });
  });
});

describe('how episodes end', () => {
  const ended = (id: string, options: MakeOptions, seed: number, ...actions: number[]) => {
    const env = make(id, options);
    env.reset({ seed });
    for (const a of actions) env.step(a);
    return env.outcome!();
  };
  test('on the lake: arrived, fell, or out of time', () => {
    const [LEFT, DOWN, RIGHT] = [0, 1, 2], still = { isSlippery: false };
    expect(ended('FrozenLake-v1', still, 0, DOWN, DOWN, RIGHT, RIGHT, DOWN, RIGHT)).toBe('arrived');
    expect(ended('FrozenLake-v1', still, 0, RIGHT, DOWN)).toBe('fell');
    expect(ended('FrozenLake-v1', still, 0, ...Array<number>(100).fill(LEFT))).toBe('time limit');
  });
  test('in the taxi: delivered', () => {
    const rules = taxi(), state = Float64Array.of(((5 * 4 + 3) * 5 + 4) * 4 + 3, 1, 0, 0);
    expect([rules.step(state, [5], new Random(0)), rules.terminal(state), rules.outcome!(state)]).toEqual([20, true, 'delivered']);
  });
  test('at the table: won, lost, draw', () => {
    const outcomes = [0, 1, 2, 3, 4, 5, 6, 7].map((seed) => ended('Blackjack-v1', {}, seed, 0));
    expect(new Set(outcomes)).toEqual(new Set(['won', 'lost', 'draw']));
    const env = make('Blackjack-v1');
    for (let seed = 0; seed < 40; seed++) {
      env.reset({ seed });
      const [, reward] = env.step(0);
      expect(env.outcome!()).toBe(reward > 0 ? 'won' : reward < 0 ? 'lost' : 'draw');
    }
  });
});

describe('the limits and thresholds are Gymnasium\'s', () => {
  test.each([['FrozenLake-v1', 100, 0.7], ['FrozenLake8x8-v1', 200, 0.85], ['Taxi-v4', 200, 8], ['Blackjack-v1', undefined, undefined]])('%s', (id, limit, threshold) => {
    expect([registry.get(id)!.maxEpisodeSteps, registry.get(id)!.rewardThreshold]).toEqual([limit, threshold]);
  });
  test('every option has a default that the environment takes, and a description', () => {
    for (const { id, options = {}, kwargs } of toyText) {
      const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
      expect(defaults).toMatchObject(kwargs ?? {});
      expect(() => make(id, defaults)).not.toThrow();
      for (const { description } of Object.values(options)) expect(description.length).toBeGreaterThan(20);
    }
  });
});

describe('what cannot be played is refused in a sentence', () => {
  const wrong: [unknown, string][] = [
    [{ desc: 7 }, 'desc is a map as a list of lines, such as ["SF", "HG"], and got 7'],
    [{ desc: ['SF', 3] }, 'desc is a map as a list of lines, such as ["SF", "HG"], and got ["SF", 3]'],
    [{ desc: [] }, 'the map has no cells: desc is []; try ["SF", "HG"]'],
    [{ desc: ['SFF', 'FG'] }, 'line 2 of the map has 2 cells and line 1 has 3; make all lines as long as the first'],
    [{ desc: ['SF', 'xG'] }, 'line 2 of the map holds "x", and the letters are S start, F frozen, H hole, G goal'],
    [{ desc: ['SF', 'Fg'] }, 'line 2 of the map holds "g", and the letters are S start, F frozen, H hole, G goal; try G'],
    [{ desc: ['FF', 'FG'] }, 'the map has no start: put at least one S into it (S start, F frozen, H hole, G goal)'],
    [{ desc: ['SF', 'FF'] }, 'the map has no goal: put at least one G into it (S start, F frozen, H hole, G goal)'],
    [{ desc: ['SHF', 'HFG', 'FFS'] }, 'no way leads from the start in row 0, column 0 to a goal: holes are all around; try F in place of some H'],
    [{ mapName: '4X4' }, 'There is no map "4X4". Did you mean "4x4"? The maps are: 4x4, 8x8. A map of your own is given as desc.'],
    [{ mapName: 8 }, 'There is no map 8. The maps are: 4x4, 8x8. A map of your own is given as desc.'],
    [{ mapName: null }, 'mapName null asks for a map that could not be had again; try desc: generateRandomMap(8, 0.8, seed), which gives one by its seed'],
    [{ isSlippery: 'yes' }, 'isSlippery is true or false, and got "yes"'],
    [{ successRate: 80 }, 'successRate is a chance from 0 to 1, and got 80; try 0.8'],
    [{ successRate: NaN }, 'successRate is a chance from 0 to 1, and got NaN'],
    [{ successRate: '1' }, 'successRate is a chance, a number from 0 to 1, and got "1"'],
    [{ rewardSchedule: [1, 0] }, 'rewardSchedule is three numbers, for coming to the goal, to a hole and to a frozen cell, and got [1, 0]; try [1, 0, 0]'],
    [{ rewardSchedule: 1 }, 'rewardSchedule is three numbers, for coming to the goal, to a hole and to a frozen cell, and got 1; try [1, 0, 0]'],
  ];
  test.each(wrong)('a lake with %o', (options, sentence) => expect(() => frozenLake(options as FrozenLakeOptions)).toThrow(sentence));

  test.each<[unknown, string]>([
    [{ isRainy: 1 }, 'isRainy is true or false, and got 1'],
    [{ ficklePassenger: 'true' }, 'ficklePassenger is true or false, and got "true"'],
    [{ rainyProbability: -0.1 }, 'rainyProbability is a chance from 0 to 1, and got -0.1'],
    [{ fickleProbability: null }, 'fickleProbability is a chance, a number from 0 to 1, and got null'],
  ])('a taxi with %o', (options, sentence) => expect(() => taxi(options as TaxiOptions)).toThrow(sentence));

  test.each<[unknown, string]>([[{ natural: 1 }, 'natural is true or false, and got 1'], [{ sab: 'no' }, 'sab is true or false, and got "no"']])(
    'a blackjack with %o', (options, sentence) => expect(() => blackjack(options as BlackjackOptions)).toThrow(sentence));

  test('random maps that cannot be', () => {
    expect(() => generateRandomMap(1)).toThrow('size is a whole number of cells from 2 up, and got 1');
    expect(() => generateRandomMap(8, 0)).toThrow('p is the chance of a frozen cell, above 0 and up to 1, and got 0');
    expect(() => generateRandomMap(8, 1.5)).toThrow('and got 1.5');
    expect(() => generateRandomMap(6, 0.01, 1)).toThrow('none of 100000 random maps of 6 x 6 cells had a way to the goal with p = 0.01; try a larger p, or a smaller map');
    expect(generateRandomMap(3, 1, 0)).toEqual(['SFF', 'FFF', 'FFG']);
    expect(() => frozenLake({ desc: generateRandomMap() })).not.toThrow();
  });
});

test('what is seen at the table is three whole numbers, in a row as they are', () => {
  const { observationSpace: space } = blackjack();
  expect(String(space)).toBe('Tuple(Discrete(32), Discrete(11), Discrete(2))');
  expect([[21, 10, 1], [4, 1, 0]].every((hand) => space.contains(hand))).toBe(true);
  expect([[32, 1, 0], [4, 1], [4, 1, 0.5], 4, '4,1,0', null].some((hand) => space.contains(hand))).toBe(false);
  const row = new Float32Array(4);
  space.toRow([13, 2, 1], row, 1);
  expect([[...row], space.fromRow(row, 1)]).toEqual([[0, 13, 2, 1], [13, 2, 1]]);
});

describe('pictures', () => {
  const plain = (scene: Scene) => ansi(scene, { colors: 'none' }).split('\n');
  const words = ({ shapes }: Scene) => shapes.flatMap((shape) => (shape.kind === 'label' ? [shape.text] : []));

  test('the lake shows its map and the elf on it', () => {
    const draw = (s: number) => plain(frozenLake().render!(Float64Array.of(s, 1)));
    expect(draw(4)).toEqual(['SFFF', '@HFH', 'FFFH', 'HFFG', 'Row 1, column 0.']);
    expect(draw(5)).toEqual(['SFFF', 'FXFH', 'FFFH', 'HFFG', 'Fell into the hole in row 1, column 1.']);
    expect(draw(15)).toEqual(['SFFF', 'FHFH', 'FFFH', 'HFF@', 'Arrived at the gift.']);
  });

  test('the town shows taxi, passenger, walls and where to go', () => {
    const draw = (row: number, column: number, passenger: number, destination: number) => plain(taxi().render!(Float64Array.of(((5 * row + column) * 5 + passenger) * 4 + destination, 1, 0, 2)));
    expect(draw(2, 3, 0, 1)).toEqual([
      '###########',
      '#o  |    H#',
      '#   |     #',
      '#   |     #',
      '#         #',
      '#      @  #',
      '#         #',
      '# |   |   #',
      '# |   |   #',
      '#Y|   |B  #',
      '###########',
      'Waits at Red, wants to go to Green.',
    ]);
    expect(draw(2, 3, 4, 1)[5]).toBe('#      &  #');
    expect(draw(2, 3, 4, 1).at(-1)).toBe('In the taxi, on the way to Green.');
    expect(draw(4, 3, 3, 3).at(-1)).toBe('Delivered to Blue.');
  });

  test('the table shows sums and cards, the second of the dealer only once the player sticks', () => {
    const env = make('Blackjack-v1');
    env.reset({ seed: 0 });                                                     // 7 and 4 against 10 and 9
    expect(words(env.scene!())).toEqual(['Dealer', '10', expect.stringMatching(/^[JQK]$/), 'You', '11', '7', '4']);
    env.step(0);
    expect(words(env.scene!())).toEqual(['Dealer', '19', expect.stringMatching(/^[JQK]$/), '9', 'You', '11', '7', '4', 'You lose']);
    expect(env.scene!().caption).toBe('11 against 19: lost.');
  });

  const drawn = (model: Model, gamma: number) => {
    const { values, actionValues } = valueIteration(model, { gamma });
    return model.renderPolicy!({ values, actions: (s) => greedyActions(actionValues, model.actions, s, 1e-9) });
  };
  test('a policy of the lake has its arrows where its actions lead', () => {
    const lines = plain(drawn(frozenLake({ isSlippery: false }).model!, 0.99)).slice(0, 12).map((line) => line.slice(12).padEnd(12));
    expect(lines).toEqual([
      'S           ',
      '  > >  v  < ',
      ' v          ',
      '   HHH   HHH',
      ' v HHH v HHH',
      '   HHH   HHH',
      '         HHH',
      ' >   > v HHH',
      '    v    HHH',
      'HHH      GGG',
      'HHH >  > GGG',
      'HHH      GGG',
    ]);
  });
  test('a policy of the taxi picks up at the place, and drops off where the passenger wants to be', () => {
    const scene = drawn(taxi().model!, 0.99), said = words(scene);
    expect(said.filter((word) => word.includes(' to '))).toEqual(['Red to Green', 'Green to Yellow', 'Yellow to Blue', 'Blue to Red']);
    expect([said.filter((word) => word === 'P').length, said.filter((word) => word === 'D').length]).toEqual([5, 5]);      // four, and the legend's
  });
});
