import { courseOf, type Course } from './course.ts';
import { randomStreet } from './random-street.ts';

/** Streets that are kept, about 3 kB each: all that training draws from, and some. */
const MOST = 12_288;

const kept = new Map<number, Course>();
let lastSeed = -1, last: Course | undefined;

/** The random street of a seed. Streets are rebuilt from their seeds, so what is kept changes nothing but the time it takes. */
export function streetBySeed(seed: number): Course {
  if (seed === lastSeed && last) return last;
  let course = kept.get(seed);
  if (!course) {
    if (kept.size === MOST) kept.clear();
    kept.set(seed, course = courseOf(randomStreet(seed)));
  }
  lastSeed = seed;
  return last = course;
}
