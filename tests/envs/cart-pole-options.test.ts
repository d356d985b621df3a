import { readFileSync } from 'node:fs';
import { cartPole, make, registry, type KinematicsIntegrator } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';

// Recorded from Gymnasium 1.4.0 by cart-pole-options.py, where this is an attribute of the environment.
const fixture = new URL('../fixtures/cart-pole-options.json', import.meta.url);
interface Recorded { readonly actions: number[]; readonly observations: number[][] }
const { seed, cases } = JSON.parse(readFileSync(fixture, 'utf8')) as { seed: number; cases: Record<KinematicsIntegrator, Recorded> };
const NAMES = ['euler', 'semi-implicit euler'] as const;

const FEW = 10;                                            // with the other integrator the pole soon falls

/** The first step at which an observation differs from the recording in any bit of its float32. */
function parting(recorded: Recorded, kinematicsIntegrator: KinematicsIntegrator, steps = recorded.actions.length): number {
  const env = make('CartPole-v1', { kinematicsIntegrator });
  const seen = [env.reset({ seed })[0], ...recorded.actions.slice(0, steps).map((action) => env.step(action)[0])] as Float32Array[];
  return seen.findIndex((observation, t) => observation.some((x, k) => x !== Math.fround(recorded.observations[t][k])));
}

describe('a cart with either integrator moves as Gymnasium\'s, to the float32', () => {
  test.each(NAMES)('%s', (name) => {
    expect(cases[name].actions.length).toBe(120);
    expect(parting(cases[name], name)).toBe(-1);
  });

  test.each(NAMES)('the gate %s rejects the other one at the first step', (name) => {
    expect(parting(cases[name], NAMES[1 - NAMES.indexOf(name)], FEW)).toBe(1);
  });

  test('the option stands in the registry, and what is none of its values is refused in a sentence', () => {
    expect(registry.get('CartPole-v1')!.options!.kinematicsIntegrator.default).toBe('euler');
    expect(() => cartPole({ kinematicsIntegrator: 'verlet' as 'euler' })).toThrow('kinematicsIntegrator is "euler" or "semi-implicit euler", and got "verlet"');
  });
});
