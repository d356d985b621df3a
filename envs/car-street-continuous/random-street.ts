import { SIGHT } from '../car-street/street.ts';
import { Random } from '../random/index.ts';
import { COLUMN, ROW } from './course.ts';

/** Most crosswalks of a street. */
export const MOST_WALKS = 6;
/** Road cells from the start to the destination. */
export const SHORTEST = 12, LONGEST = 40;

const FEWEST_STREETS = 3, MOST_STREETS = 4;                   // side by side, in either direction
const LEAST_GAP = 4, MOST_GAP = 6;                            // cells from a street to the next
const LOOPS = 0.5;                                            // chance that a piece of street that no way needs is there all the same
const KEY = [0x57ee7];                                        // no environment is seeded with a key of one word
const SIGNS = '^>v<';

const random = new Random(0);                                 // begins anew for every street

/**
 * A street drawn at random: the same map for the same seed. A lattice of three or four streets in either direction, 4 to 6 cells apart, of
 * which some pieces are left out while all stays connected; a start and a destination with 12 to 40 road cells between them, the car
 * pointing the right way; crosswalks 7 or more road cells apart, at least one of them on the shortest way.
 */
export function randomStreet(seed: number): readonly string[] {
  random.reseed(seed, KEY);
  for (;;) {
    const map = lattice(random), drawn = map && furnish(map, random);
    if (drawn) return drawn;
  }
}

interface Lattice { readonly width: number; readonly height: number; readonly road: Uint8Array }

function lattice(random: Random): Lattice {
  const line = () => {
    const at = [1], n = random.integers(FEWEST_STREETS, MOST_STREETS + 1);
    while (at.length < n) at.push(at[at.length - 1] + random.integers(LEAST_GAP, MOST_GAP + 1));
    return at;
  };
  const xs = line(), ys = line(), width = xs[xs.length - 1] + 2, height = ys[ys.length - 1] + 2;
  const road = new Uint8Array(width * height);
  // Kruskal: pieces in random order; one that joins two parts is needed, any other is a loop.
  const part = Int32Array.from({ length: xs.length * ys.length }, (_, node) => node);
  const root = (node: number): number => (part[node] === node ? node : root(part[node]));
  const pieces: [number, number][] = [];
  for (let node = 0; node < part.length; node++) {
    if (node % xs.length < xs.length - 1) pieces.push([node, node + 1]);
    if (node + xs.length < part.length) pieces.push([node, node + xs.length]);
  }
  for (const i of random.permutation(pieces.length)) {
    const [a, b] = pieces[i], needed = root(a) !== root(b);
    if (!needed && random.random() >= LOOPS) continue;
    part[root(a)] = root(b);
    for (let y = ys[Math.floor(a / xs.length)]; y <= ys[Math.floor(b / xs.length)]; y++) {
      for (let x = xs[a % xs.length]; x <= xs[b % xs.length]; x++) road[y * width + x] = 1;
    }
  }
  return { width, height, road };
}

const BUILDING = '#'.charCodeAt(0), ROAD = '.'.charCodeAt(0), CROSSWALK = '='.charCodeAt(0), DESTINATION = 'D'.charCodeAt(0);

/** Start, destination and crosswalks, or nothing where the street has no room for them. */
function furnish({ width, height, road }: Lattice, random: Random): string[] | undefined {
  const step = COLUMN.map((column, h) => column + ROW[h] * width);
  const straight: number[] = [];                              // road with buildings on either side
  for (let at = 0; at < road.length; at++) {
    if (road[at] === 0) continue;
    const north = road[at + step[0]], east = road[at + step[1]], south = road[at + step[2]], west = road[at + step[3]];
    if (north === south && east === west && north !== east) straight.push(at);
  }
  const destination = random.choice(straight), toDestination = new Int32Array(road.length).fill(-1);
  reach(destination, road, step, Infinity, toDestination);
  const starts = straight.filter((at) => toDestination[at] >= SHORTEST && toDestination[at] <= LONGEST);
  if (starts.length === 0) return undefined;
  const start = random.choice(starts), onward = (at: number) => step.findIndex((by) => road[at + by] === 1 && toDestination[at + by] < toDestination[at]);
  const signs = road.map((is) => (is === 1 ? ROAD : BUILDING)), route = new Uint8Array(road.length);
  for (let at = start; at !== destination; at += step[onward(at)]) route[at] = 1;
  signs[start] = SIGNS.charCodeAt(onward(start));
  signs[destination] = DESTINATION;

  const candidates = random.permutation(straight.length).map((i) => straight[i]);
  const near = new Int32Array(road.length).fill(-1);          // road cells to a crosswalk, up to twice the sight
  let walks = 0;
  // Those on the way to the destination come first.
  for (const onRoute of [1, 0]) {
    for (const at of candidates) {
      if (route[at] !== onRoute || near[at] !== -1 || walks === MOST_WALKS) continue;
      if (Math.abs(toDestination[at] - toDestination[start]) < 2 || toDestination[at] < 2) continue;
      signs[at] = CROSSWALK;
      walks++;
      reach(at, road, step, 2 * SIGHT, near);
    }
  }
  const map: string[] = [];
  for (let row = 0; row < height; row++) map.push(String.fromCharCode.apply(null, signs.subarray(row * width, (row + 1) * width) as unknown as number[]));
  return map;
}

/** Writes road cells from `origin` where they are fewer than what stands there, up to `most`. -1 stands for none yet. */
function reach(origin: number, road: Uint8Array, step: readonly number[], most: number, distance: Int32Array): void {
  const queue = [origin];
  distance[origin] = 0;
  for (const at of queue) {
    const next = distance[at] + 1;
    if (next > most) return;
    for (let h = 0; h < 4; h++) {
      const to = at + step[h];
      if (road[to] === 0 || (distance[to] !== -1 && distance[to] <= next)) continue;
      distance[to] = next;
      queue.push(to);
    }
  }
}
