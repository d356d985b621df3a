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

/**
 * A street drawn at random: the same map for the same seed. A lattice of three or four streets in either direction, 4 to 6 cells apart, of
 * which some pieces are left out while all stays connected; a start and a destination with 12 to 40 road cells between them, the car
 * pointing the right way; crosswalks 7 or more road cells apart, at least one of them on the shortest way.
 */
export function randomStreet(seed: number): readonly string[] {
  const random = new Random(0);
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

/** Start, destination and crosswalks, or nothing where the street has no room for them. */
function furnish({ width, height, road }: Lattice, random: Random): string[] | undefined {
  const step = COLUMN.map((column, h) => column + ROW[h] * width);
  const straight: number[] = [];                              // road with buildings on either side
  road.forEach((is, at) => {
    const open = (h: number) => road[at + step[h]] === 1;
    if (is && (open(1) === open(3)) && (open(0) === open(2)) && open(0) !== open(1)) straight.push(at);
  });
  const destination = random.choice(straight), toDestination = reach(destination, road, step);
  const starts = straight.filter((at) => toDestination[at] >= SHORTEST && toDestination[at] <= LONGEST);
  if (starts.length === 0) return undefined;
  const start = random.choice(starts), onward = (at: number) => step.findIndex((by) => road[at + by] === 1 && toDestination[at + by] < toDestination[at]);
  const signs: string[] = Array.from(road, (is) => (is ? '.' : '#')), route = new Set<number>();
  for (let at = start; at !== destination; at += step[onward(at)]) route.add(at);
  signs[start] = SIGNS[onward(start)];
  signs[destination] = 'D';

  const shuffled = random.permutation(straight.length);
  const candidates = Array.from(shuffled, (i) => straight[i]);
  let walks = 0;
  const room = new Int32Array(road.length).fill(1_000);       // road cells to the nearest crosswalk
  for (const at of [...candidates.filter((one) => route.has(one)), ...candidates.filter((one) => !route.has(one))]) {
    const nearTheEnds = Math.abs(toDestination[at] - toDestination[start]) < 2 || toDestination[at] < 2;
    if (walks === MOST_WALKS || nearTheEnds || room[at] <= 2 * SIGHT) continue;
    signs[at] = '=';
    walks++;
    reach(at, road, step).forEach((d, other) => { if (d !== -1 && d < room[other]) room[other] = d; });
  }
  return Array.from({ length: height }, (_, row) => signs.slice(row * width, (row + 1) * width).join(''));
}

/** Road cells from `origin`, -1 where there is no road. */
function reach(origin: number, road: Uint8Array, step: readonly number[]): Int32Array {
  const distance = new Int32Array(road.length).fill(-1), queue = [origin];
  distance[origin] = 0;
  for (const at of queue) {
    for (const by of step) {
      if (road[at + by] === 0 || distance[at + by] !== -1) continue;
      distance[at + by] = distance[at] + 1;
      queue.push(at + by);
    }
  }
  return distance;
}
