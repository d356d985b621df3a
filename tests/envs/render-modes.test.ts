import { make, type RgbArray } from 'gymnasium-js';
import { describe, expect, test, vi } from 'vitest';
import { rasterise } from '../../envs/scene/raster.ts';

describe('rgb_array', () => {
  const drawn = (id: string, seed = 1) => { const env = make(id, { renderMode: 'rgb_array' }); env.reset({ seed }); return env.render!() as RgbArray; };

  test('is three bytes for each pixel, and as wide to high as the scene', () => {
    for (const id of ['CliffWalking-v1', 'CartPole-v1', 'CarStreet-v0']) {
      const env = make(id), { width, height, data } = drawn(id);
      env.reset({ seed: 1 });
      const scene = env.scene!();
      expect(data).toBeInstanceOf(Uint8Array);
      expect(data.length).toBe(3 * width * height);
      expect(Math.abs(width / height - scene.width / scene.height)).toBeLessThan(0.01);
      expect(Math.max(width, height)).toBeLessThanOrEqual(600);
    }
  });

  test('shows the world: the cart is black, and the sky above it has the colour of the background', () => {
    const { width, height, data } = drawn('CartPole-v1');
    const pixel = (x: number, y: number) => [...data.subarray(3 * (Math.floor(y * height) * width + Math.floor(x * width))).subarray(0, 3)];
    const env = make('CartPole-v1');
    env.reset({ seed: 1 });
    const background = Number.parseInt(env.scene!().background.slice(1), 16);
    expect(pixel(0.02, 0.02)).toEqual([background >> 16, background >> 8 & 255, background & 255]);
    expect(Math.max(...pixel(0.47, 0.75))).toBeLessThan(60);
  });

  test('shows what labels say: Blackjack\'s cards and totals', () => {
    const env = make('Blackjack-v1'), { width, height, data } = drawn('Blackjack-v1');
    env.reset({ seed: 1 });
    const scene = env.scene!(), bare = rasterise({ ...scene, shapes: scene.shapes.filter(({ kind }) => kind !== 'label') }, width, height);
    for (const label of scene.shapes) {
      if (label.kind !== 'label') continue;
      const perUnit = width / scene.width, x = Math.round(label.x * perUnit), y = Math.round(label.y * perUnit), reach = Math.round(label.size * perUnit / 2);
      let changed = 0;
      for (let j = y - reach; j <= y + reach; j++) for (let i = x - reach; i <= x + reach; i++) if (data[3 * (j * width + i)] !== bare.rgb[3 * (j * width + i)]) changed++;
      expect(changed, label.text).toBeGreaterThan(reach * reach / 20);
    }
  });

  test('takes milliseconds: 20 pictures of the street within a second', () => {
    const env = make('CarStreetContinuous-v0', { renderMode: 'rgb_array' });
    env.reset({ seed: 1 });
    const began = performance.now();
    for (let i = 0; i < 20; i++) env.render!();
    expect(performance.now() - began).toBeLessThan(1000);          // 3.5 seconds or more with nine samples a pixel, and 0.1 now
  });

  test('is the same for the same seed and another after a step', () => {
    const env = make('CliffWalking-v1', { renderMode: 'rgb_array' });
    env.reset({ seed: 1 });
    const before = env.render!() as RgbArray;
    env.step(0);
    expect(before).toEqual(drawn('CliffWalking-v1'));
    expect((env.render!() as RgbArray).data).not.toEqual(before.data);
  });
});

describe('human', () => {
  test('shows a picture at each reset and step by itself, the one that ansi gives, and render gives nothing', () => {
    const shown: unknown[] = [], spy = vi.spyOn(console, 'log').mockImplementation((text) => { shown.push(text); });
    try {
      const env = make('CliffWalking-v1', { renderMode: 'human' }), other = make('CliffWalking-v1', { renderMode: 'ansi' });
      const expected: unknown[] = [];
      for (const one of [env, other]) one.reset({ seed: 1 });
      expected.push(other.render!());
      for (const one of [env, other]) one.step(0);
      expected.push(other.render!());
      expect(env.render!()).toBeUndefined();
      expect(shown).toEqual(expected);
    } finally {
      spy.mockRestore();
    }
  });
});

test('any other mode is refused with those that there are', () => {
  expect(() => make('CartPole-v1', { renderMode: 'rgb-array' as never })).toThrow(new RangeError('a render mode is "ansi", "svg", "rgb_array" or "human", and got "rgb-array"'));
});
