import { exp } from '../math/index.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';
import { BAD, GOOD, INK, PAPER, QUIET, text } from './diagram.ts';

const PITCH = 2, TALL = 8, HEAD = 1, FOOT = 4;            // world units: an arm; the rewards' axis; above and below it
const CASE = '#b23a48', CASE_DARK = '#8c2b37', WINDOW = '#fff6dc', KNOB = '#ffcf33', METAL = '#8b8f98', CLOUD = '#c9d3e6';

/** A slot machine for each arm, and above it how its rewards are distributed, as in figure 2.1 of the book. */
export function banditScene(means: readonly number[], noise: number, best: number, pulled: number, reward: number): Scene {
  const width = means.length * PITCH + 3, reach = 2.5 * noise;
  const low = Math.min(...means, 0) - reach, high = Math.max(...means, 0) + reach;
  const y = (r: number) => HEAD + TALL * (high - Math.max(low, Math.min(high, r))) / (high - low), x = (a: number) => a * PITCH + 3;
  const written = (a: number, r: number, symbol: string): Shape => ({ kind: 'rectangle', x: x(a) - 1, y: Math.floor(y(r)), width: 2, height: 1, symbol });
  return {
    width, height: HEAD + TALL + FOOT, background: PAPER,
    shapes: [
      ...Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i).flatMap((r): Shape[] => [
        { kind: 'line', points: [[2.2, y(r)], [width, y(r)]], stroke: r === 0 ? METAL : '#e4e6ea', strokeWidth: r === 0 ? 0.05 : 0.03, dashed: r === 0 },
        { kind: 'label', x: 2, y: y(r), size: 0.45, text: String(r), anchor: 'end', fill: QUIET },
      ]),
      ...means.flatMap((mean, a) => [
        ...cloud(x(a), mean, noise, reach, y),
        { kind: 'line', points: [[x(a) - 0.6, y(mean)], [x(a) + 0.6, y(mean)]], stroke: a === best ? GOOD : INK, strokeWidth: a === best ? 0.16 : 0.08 } as const,
        written(a, mean, a === best ? '*' : '-'),
        ...machine(x(a), HEAD + TALL + 0.4, a, a === pulled),
      ]),
      ...(pulled === -1 ? [] : [{ kind: 'circle', x: x(pulled), y: y(reward), r: 0.24, fill: BAD, stroke: PAPER, strokeWidth: 0.05 } as const, written(pulled, reward, '@')]),
    ],
    caption: pulled === -1 ? 'Nothing pulled yet. Thick is the best mean.' : `Arm ${pulled} paid ${reward.toFixed(2)}; its mean is ${means[pulled].toFixed(2)}, the best is ${means[best].toFixed(2)}, arm ${best}.`,
  };
}

/** The density of normal(mean, noise), mirrored about an upright axis. */
function cloud(x: number, mean: number, noise: number, reach: number, y: (r: number) => number): Shape[] {
  const levels = Array.from({ length: 25 }, (_, i) => -reach + 2 * reach * i / 24);
  const right = levels.map((d): Point => [x + 0.75 * exp(-d * d / (2 * noise * noise)), y(mean + d)]);
  const left = right.map(([px, py]): Point => [2 * x - px, py]).toReversed();
  return [{ kind: 'polygon', points: [...right, ...left], fill: CLOUD, symbol: ':' }];
}

function machine(x: number, y: number, a: number, pulled: boolean): Shape[] {
  const knob = pulled ? y + 1.9 : y + 0.5;
  return [
    { kind: 'line', points: [[x + 0.6, y + 1.3], [x + 0.85, knob]], stroke: METAL, strokeWidth: 0.12 },
    { kind: 'circle', x: x + 0.85, y: knob, r: 0.17, fill: KNOB },
    { kind: 'rectangle', x: x - 0.7, y, width: 1.35, height: 3, radius: 0.3, fill: CASE, symbol: pulled ? '$' : '|' },
    { kind: 'rectangle', x: x - 0.7, y: y + 2.4, width: 1.35, height: 0.6, radius: 0.12, fill: CASE_DARK },
    { kind: 'rectangle', x: x - 0.52, y: y + 0.5, width: 0.99, height: 0.9, radius: 0.1, fill: WINDOW },
    text(x - 0.02, y + 0.95, String(a), INK, 0.6),
  ];
}
