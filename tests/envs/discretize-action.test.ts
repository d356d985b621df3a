import { readFileSync } from 'node:fs';
import { Box, Discrete, DiscretizeAction, DynamicsVectorEnv, Random, discretizeAction, make, pendulum, type BoxDtype, type Env } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';

interface Case {
  readonly low: number[]; readonly high: number[]; readonly bins: number | number[]; readonly multidiscrete: boolean; readonly dtype: BoxDtype;
  readonly space: string; readonly actions: (number | number[])[]; readonly played: number[][]; readonly asked: number[][]; readonly reverted: (number | number[])[];
}
/** Gymnasium 1.4.0's. */
const { cases, pendulum: swing } = JSON.parse(readFileSync(new URL('../fixtures/discretize-action.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
  readonly pendulum: { readonly actions: number[]; readonly observations: number[][]; readonly rewards: number[] };
};

/** Remembers what it was made to play. */
function player({ low, high, dtype }: Pick<Case, 'low' | 'high' | 'dtype'>): Env & { played: ArrayLike<number>[] } {
  const played: ArrayLike<number>[] = [];
  return {
    played, observationSpace: new Discrete(1), actionSpace: new Box(low, high, { dtype }),
    reset: () => [0, {}], close() {},
    step(action) { played.push(action as ArrayLike<number>); return [0, 0, false, false, {}]; },
  };
}

describe('DiscretizeAction plays what Gymnasium\'s does', () => {
  test.each(cases.map((one) => [one.space, one.dtype, one] as const))('%s of %s', (space, dtype, { bins, multidiscrete, actions, played, asked, reverted, ...bounds }) => {
    const inner = player(bounds), env = new DiscretizeAction(inner, bins, { multidiscrete }), rounded = dtype === 'float32' ? Math.fround : (x: number) => x;
    expect(String(env.actionSpace)).toBe(space);
    env.reset();
    for (const action of actions) env.step(action);
    expect(inner.played.map((action) => Array.from(action))).toEqual(played.map((action) => action.map(rounded)));
    const back = asked.map((action) => env.revertAction(action));
    expect(back.map((action) => (typeof action === 'number' ? action : [...action]))).toEqual(reverted);
  });

  test('the wrong variant, the lower end of a bin instead of its middle, is told apart', () => {
    const [{ low, high, bins, played }] = cases, ends = played.map((_, i) => [Math.fround(low[0] + i * (high[0] - low[0]) / (bins as number))]);
    expect(ends).not.toEqual(played.map((action) => action.map(Math.fround)));
  });

  test('Pendulum is driven to the same places: 50 steps within 1e-6, as the environment itself is held to', () => {
    const env = new DiscretizeAction(make('Pendulum-v1'), 10), [first] = env.reset({ seed: 42 });
    const seen = [first, ...swing.actions.map((action) => env.step(action)[0])] as Float32Array[];
    const apart = seen.map((observation, t) => Math.max(...observation.map((x, k) => Math.abs(x - swing.observations[t][k]))));
    expect(Math.max(...apart)).toBeLessThan(1e-6);
    expect([...seen[1]]).toEqual([-0.17606162, 0.9843792, 0.5292768].map(Math.fround));              // Gymnasium's own documentation
  });

  test('on the fast side it is the same', () => {
    const slow = new DiscretizeAction(make('Pendulum-v1'), 7), rows = new DynamicsVectorEnv(discretizeAction(pendulum(), 7)), random = new Random(3);
    slow.reset({ seed: 11 });
    rows.begin(0, 11); rows.reset(0); rows.begin(0, 11); rows.advance();
    for (let t = 0; t < 50; t++) {
      const action = random.integers(7);
      rows.action[0] = action;
      rows.step();
      const [observation, reward] = slow.step(action);
      expect([...rows.next]).toEqual([...observation as Float32Array]);
      expect(Math.abs(rows.reward[0] - reward)).toBeLessThan(1e-6);
      rows.advance();
    }
  });
});

test('what DiscretizeAction cannot do is refused in words', () => {
  const box = (low: number, high: number) => player({ low: [low], high: [high], dtype: 'float32' });
  expect(() => new DiscretizeAction(make('CartPole-v1'), 3)).toThrow(new TypeError('DiscretizeAction needs a Box of actions, and this space is Discrete(2)'));
  expect(() => new DiscretizeAction(box(-Infinity, 1), 3)).toThrow('DiscretizeAction needs ends to put bins between, and number 0 of Box(-inf, 1.0, (1,), float32) lies from -Infinity to 1');
  expect(() => new DiscretizeAction(box(0, 1), [3, 3])).toThrow(new RangeError('DiscretizeAction needs a number or 1 of them as bins, and got [3, 3]'));
  expect(() => new DiscretizeAction(box(0, 1), 0)).toThrow(new RangeError('a count of bins is a whole number from 1 up, and got 0'));
  expect(() => new DiscretizeAction(null as never, 3)).toThrow(new TypeError('DiscretizeAction goes around an environment, an object with reset and step, and got null'));
  const env = new DiscretizeAction(box(0, 1), 3);
  env.reset();
  expect(() => env.step([0.5])).toThrow(/^the action \[0.5\] is outside the action space Discrete\(3\); its actions are the whole numbers from 0 to 2$/);
  expect(() => env.revertAction([1, 2])).toThrow(new RangeError('revertAction takes 1 numbers, and got [1, 2]'));
});
