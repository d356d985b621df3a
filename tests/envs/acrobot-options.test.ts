import { readFileSync } from 'node:fs';
import { acrobot, make, registry, type Env, type MakeOptions } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';

// Recorded from Gymnasium 1.4.0 by acrobot-options.py, where these are attributes of the environment.
const fixture = new URL('../fixtures/acrobot-options.json', import.meta.url);
const { seed, cases } = JSON.parse(readFileSync(fixture, 'utf8')) as { seed: number; cases: Record<string, { observations: number[][]; end: string }> };

/** How far the observations are from a recording, and whether the generator ends where Gymnasium's ended. */
function compared(name: string, env: Env): { distance: number; endsAlike: boolean } {
  const { observations, end } = cases[name];
  let distance = 0, seen = env.reset({ seed })[0] as Float32Array;
  observations.forEach((want, t) => {
    seen.forEach((x, k) => { distance = Math.max(distance, Math.abs(x - Math.fround(want[k]))); });
    if (t < observations.length - 1) seen = env.step(2 * (Math.floor(t / 5) % 2))[0] as Float32Array;
  });
  const words = env.npRandom!.save();
  return { distance, endsAlike: String(BigInt(words[1]) << 32n | BigInt(words[0])) === end };
}

const OPTIONS: Record<string, MakeOptions> = { nips: { bookOrNips: 'nips' }, noise: { torqueNoiseMax: 0.5 }, dt: { dt: 0.05 } };

describe('an acrobot with other equations, a noisy motor or shorter steps moves as Gymnasium\'s', () => {
  test.each(Object.keys(OPTIONS))('%s', (name) => {
    const { distance, endsAlike } = compared(name, make('Acrobot-v1', OPTIONS[name]));
    expect(distance).toBeLessThanOrEqual(1e-6);
    expect(endsAlike).toBe(true);
  });

  test.each([
    ['nips', 'the equations of the book', {}],
    ['noise', 'a motor without noise', {}],
    ['noise', 'noise of half the strength', { torqueNoiseMax: 0.25 }],
    ['dt', 'steps of the usual length', {}],
  ])('the gate %s rejects %s', (name, _, options) => {
    const { distance, endsAlike } = compared(name, make('Acrobot-v1', options));
    expect(distance > 1e-3 || !endsAlike).toBe(true);
  });

  test('the options stand in the registry, and what is none of them is refused in a sentence', () => {
    expect(Object.keys(registry.get('Acrobot-v1')!.options!)).toEqual(['bookOrNips', 'torqueNoiseMax', 'dt']);
    expect(() => acrobot({ bookOrNips: 'paper' as 'nips' })).toThrow('bookOrNips is "book" or "nips", and got "paper"');
    expect(() => acrobot({ torqueNoiseMax: -1 })).toThrow('torqueNoiseMax is a torque in N m from 0 up, and got -1');
    expect(() => acrobot({ dt: 0 })).toThrow('dt is a time in seconds above 0, and got 0');
    expect(() => acrobot({ dt: '0.1' as unknown as number })).toThrow('dt is a time in seconds above 0, and got "0.1"');
  });
});
