import { Box, Discrete, make, makeRows, MultiBinary } from 'gymnasium-js';
import { describe, expect, test, vi } from 'vitest';
import { controlsFor, type Controls } from '../../runners/commands/keys.ts';
import { Game, keyName } from '../../runners/commands/play.ts';
import { main } from '../../runners/main.ts';

function controlsOf(id: string): Controls {
  const { actionSpace, model } = makeRows(id);
  return controlsFor(id, actionSpace, model && ((a) => model.actionName(a)))!;
}

describe('the keys of a world', () => {
  test.each([
    ['CarStreet-v0', '↑ or 1 forward, ↓ or 2 reverse, ← or 3 turn left, → or 4 turn right'],
    ['FrozenLake-v1', '← or 1 left, ↓ or 2 down, → or 3 right, ↑ or 4 up'],
    ['Taxi-v4', '↓ or 1 south, ↑ or 2 north, → or 3 east, ← or 4 west, space or 5 pick up, 6 drop off'],
    ['CartPole-v1', '← or 1 push left, → or 2 push right'],
    ['MountainCar-v0', '← or 1 push left, ↓ or 2 coast, → or 3 push right'],
    ['Acrobot-v1', '← or 1 torque -1, ↓ or 2 no torque, → or 3 torque +1'],
    ['FlappyBird-v0', '↓ or 1 glide, space or 2 flap'],
    ['Pendulum-v1', '← → torque 0, space as it is, 0 middle'],
  ])('%s: %s', (id, legend) => {
    expect(controlsOf(id).legend().join(', ')).toBe(legend);
  });

  test('arrows, letters and digits play the same action', () => {
    const street = controlsOf('CarStreet-v0');
    expect(['up', 'w', '1'].map((key) => street.action(key))).toEqual([0, 0, 0]);
    expect(['left', 'a', '3'].map((key) => street.action(key))).toEqual([2, 2, 2]);
    expect(['x', 'f1', '5', 'space'].map((key) => street.action(key))).toEqual(Array(4).fill(undefined));
  });

  test('a lever moves by quarters, stays where it is, and stops at its end', () => {
    const pendulum = controlsOf('Pendulum-v1');
    expect(['right', 'space', 'right', 'right', 'right', 'right', 'a', '0'].map((key) => (pendulum.action(key) as Float32Array)[0])).toEqual([0.5, 0.5, 1, 1.5, 2, 2, 1.5, 0]);
    expect(pendulum.action('up')).toBeUndefined();
    const two = controlsFor('mine/Car-v0', new Box([-1, 0], [1, 1]))!;
    expect([...two.action('up') as Float32Array]).toEqual([0, 0.625]);
    expect([...two.action('left') as Float32Array]).toEqual([-0.25, 0.625]);
  });

  test('more actions than keys have none', () => {
    expect(controlsFor('a-v0', new Discrete(10))).toBeDefined();
    expect(controlsFor('a-v0', new Discrete(11))).toBeUndefined();
    expect(controlsFor('a-v0', new Box([0, 0, 0], [1, 1, 1]))).toBeUndefined();
    expect(controlsFor('a-v0', new MultiBinary(2))).toBeUndefined();
  });

  test('actions count from where their space starts', () => {
    expect(controlsFor('a-v0', new Discrete(2, { start: 5 }))!.action('right')).toBe(6);
  });
});

test('keys have the names that a terminal gives them, and Ctrl-C ends like q', () => {
  expect([
    keyName(undefined, { name: 'up' }), keyName(' ', { name: 'space' }), keyName('Q', { name: 'q' }), keyName('7', { name: '7' }), keyName('\x03', { name: 'c', ctrl: true }), keyName('\x1a', { name: 'z', ctrl: true }),
  ]).toEqual(['up', 'space', 'q', '7', 'q', '']);
});

describe('a game', () => {
  const cliff = (clocked = false) => new Game(make('CliffWalking-v1'), () => controlsOf('CliffWalking-v1'), { seed: 1, clocked });
  const press = (game: Game, keys: string) => { for (const key of keys.split(' ')) game.press(key); };

  test('adds up what the steps give, and takes no step for a key that plays nothing', () => {
    const game = cliff();
    press(game, 'up x right d');
    expect([game.line, game.over]).toEqual(['step 3   return -3', false]);
  });

  test('is over at the goal: only r goes on, with a new episode', () => {
    const game = cliff();
    press(game, 'up right right right right right right right right right right right down');
    expect([game.over, game.line]).toEqual([true, expect.stringMatching(/^step 13 {3}return -13 {3}\S/)]);
    expect(game.legend).toEqual(['r play again', 'q end']);
    press(game, 'up');
    game.tick();
    expect(game.line).toMatch(/^step 13 /);
    press(game, 'r');
    expect([game.over, game.line]).toEqual([false, 'step 0   return 0']);
    expect(game.played).toEqual([expect.stringMatching(/ after 13 steps, return -13$/)]);
  });

  test('with a clock waits for the first key, and then goes on with the last', () => {
    const game = cliff(true);
    game.tick();
    expect(game.line).toMatch(/^step 0 /);
    press(game, 'down up');
    expect(game.line).toMatch(/^step 0 /);
    for (let i = 0; i < 3; i++) game.tick();
    expect(game.line).toBe('step 3   return -3');
  });

  test('with a clock does nothing between two keys where that can be done: a bird flaps once for a key', () => {
    const flown = (ticks: number, flapAt: readonly number[]) => {
      const game = new Game(make('FlappyBird-v0'), () => controlsOf('FlappyBird-v0'), { seed: 1, clocked: true });
      for (let i = 0; i < ticks; i++) {
        if (flapAt.includes(i)) press(game, 'space');
        game.tick();
      }
      return JSON.stringify(game.scene);
    };
    const env = make('FlappyBird-v0');
    env.reset({ seed: 1 });
    for (const action of [1, 0, 0]) env.step(action);
    expect(flown(3, [0])).toBe(JSON.stringify(env.scene!()));
    expect(flown(3, [0, 1])).not.toBe(flown(3, [0]));
  });

  test('of the same seed begins alike', () => {
    const scene = (seed: number) => JSON.stringify(new Game(make('CartPole-v1'), () => controlsOf('CartPole-v1'), { seed }).scene);
    expect(scene(4)).toBe(scene(4));
    expect(scene(4)).not.toBe(scene(5));
  });
});

describe('gymnase play', () => {
  test.each([
    ['CarStreet-v0', /playing takes a terminal, for the keys and for the picture, and there is none here/],
    ['CarStret-v0', /There is no environment "CarStret-v0"\. Did you mean "CarStreet-v0"\?/],
    ['CarStreet-v0 -e map=twon', /There is no map "twon"\. Did you mean "town"\?/],
    ['CarStreet-v0 --seed -1', /--seed is a whole number from 0 up, and got -1/],
    ['CarStreet-v0 --fps 100', /--fps is between 0 and 60, and got 100/],
  ])('%s ends with 2 and a sentence where it cannot be played', async (words, message) => {
    const said: string[] = [], spy = vi.spyOn(console, 'error').mockImplementation((text) => { said.push(String(text)); });
    const [input, output] = [process.stdin.isTTY, process.stdout.isTTY];
    try {
      process.stdin.isTTY = false;
      expect(await main(['play', ...words.split(' ')])).toBe(2);
    } finally {
      [process.stdin.isTTY, process.stdout.isTTY] = [input, output];
      spy.mockRestore();
    }
    expect(said.join('\n')).toMatch(message);
  });
});
