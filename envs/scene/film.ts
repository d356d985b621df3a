import type { Label, Scene, Shape } from './scene.ts';
import { element, svg } from './svg.ts';

/** How much of earlier moments shines through. */
const GHOST = 0.3;
const LINE = 0.62, TEXT = 0.36;             // world units: height of the line of captions, and of its letters

/** One picture of many moments: what stands still once, what moves as a trail of ghosts, the last moment in full. */
export function exposure(scenes: readonly Scene[]): Scene {
  const last = scenes.at(-1);
  if (!last) throw new RangeError('a picture needs at least one scene, and got none');
  const still = sharedShapes(scenes), seen = new Set<string>();
  const ghosts = scenes.slice(0, -1).flatMap(({ shapes }) => shapes.slice(still).filter((shape) => {
    const text = JSON.stringify(shape), first = !seen.has(text);
    seen.add(text);
    return first && shape.kind !== 'label';
  }).map((shape): Shape => ({ ...shape, opacity: GHOST * (shape.opacity ?? 1) })));
  return { ...last, shapes: [...last.shapes.slice(0, still), ...ghosts, ...last.shapes.slice(still)] };
}

/** An animated SVG that plays the scenes in a browser, over and over, resting on the last. What they share is in it once. */
export function film(scenes: readonly Scene[], { fps = 3, rest = 1.5 }: { fps?: number; rest?: number } = {}): string {
  const [first] = scenes;
  if (!first) throw new RangeError('a film needs at least one scene, and got none');
  const still = sharedShapes(scenes), { caption: _, ...silent } = first, captioned = scenes.some(({ caption }) => caption !== undefined);
  const height = first.height + (captioned ? LINE : 0), seconds = scenes.length / fps + rest;
  const strip: Shape[] = captioned ? [{ kind: 'rectangle', x: 0, y: first.height, width: first.width, height: LINE, fill: '#ffffff' }] : [];
  const stage = svg({ ...silent, height, shapes: [...first.shapes.slice(0, still), ...strip] });
  const frames = scenes.map(({ shapes, caption }, i) => {
    const from = i / fps / seconds, to = i === scenes.length - 1 ? 1 : (i + 1) / fps / seconds;
    const words: Label[] = caption === undefined ? [] : [{ kind: 'label', x: 0.2, y: first.height + LINE / 2, size: TEXT, text: caption, anchor: 'start', fill: '#22262e' }];
    return `<g visibility="${i === 0 ? 'visible' : 'hidden'}">${shown(from, to, seconds)}${[...shapes.slice(still), ...words].map(element).join('')}</g>`;
  });
  return stage.replace('</svg>', () => `${frames.join('\n')}\n</svg>`);
}

/** Visible between two fractions of the film. */
function shown(from: number, to: number, seconds: number): string {
  const times = [0, from, to].filter((t, i, all) => t < 1 && all.indexOf(t) === i);
  const values = times.map((t) => (t >= from && t < to ? 'visible' : 'hidden'));
  return `<animate attributeName="visibility" calcMode="discrete" dur="${short(seconds)}s" repeatCount="indefinite" keyTimes="${times.map(short).join(';')}" values="${values.join(';')}"/>`;
}

const short = (x: number) => String(Math.round(x * 1e5) / 1e5);

/** How many shapes, from the bottom up, are the same in every scene. */
export function sharedShapes([first, ...rest]: readonly Scene[]): number {
  return rest.reduce((shared, { shapes }) => {
    const differs = first.shapes.findIndex((shape, i) => i >= shared || !same(shape, shapes[i]));
    return differs === -1 ? first.shapes.length : differs;
  }, first.shapes.length);
}

/** What stands still is often one object, drawn once. */
const same = (a: Shape, b: Shape | undefined) => a === b || JSON.stringify(a) === JSON.stringify(b);
