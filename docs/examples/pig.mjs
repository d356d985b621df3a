import { Discrete, Random, register } from 'gymnasium-js';

const ROLL = 0, MOST = 30;                                // the observation counts points up to 30

/**
 * One turn of the dice game Pig: roll as often as you dare, and a 1 takes all.
 *
 * | observation | the points of this turn, 0 to 30 (30 is 30 or more) |
 * | --- | --- |
 * | actions | 0 rolls the die, 1 holds |
 * | reward | the points, when they are held; otherwise 0 |
 * | end | held, or a 1 |
 */
export class Pig {
  observationSpace = new Discrete(MOST + 1);
  actionSpace = new Discrete(2);
  npRandom = new Random();
  points = 0;
  last = 'begun';                                         // 'begun', 'rolled', 'held' or 'lost'

  reset({ seed } = {}) {
    if (seed !== undefined) this.npRandom = new Random(seed);         // without a seed the generator goes on
    this.points = 0;
    this.last = 'begun';
    return [0, {}];
  }

  step(action) {
    if (action !== ROLL) {
      this.last = 'held';
      return [this.seen(), this.points, true, false, {}];
    }
    const die = this.npRandom.integers(1, 7);
    this.last = die === 1 ? 'lost' : 'rolled';
    this.points = die === 1 ? 0 : this.points + die;
    return [this.seen(), 0, die === 1, false, { die }];
  }

  seen() { return Math.min(this.points, MOST); }

  outcome() { return this.last; }

  /** A bar as long as the points. */
  scene() {
    return {
      width: MOST + 2, height: 4, background: '#f4f1e8', caption: `${this.points} points, ${this.last}`,
      shapes: [
        { kind: 'rectangle', x: 1, y: 1, width: this.seen(), height: 2, fill: this.last === 'held' ? '#3a8f4f' : '#d1783c', symbol: '=' },
        { kind: 'line', points: [[21, 0], [21, 4]], stroke: '#22262c', strokeWidth: 0.1, dashed: true },          // 20: a good time to hold
      ],
    };
  }

  close() {}

  /** With these two, a run that was interrupted goes on in the middle of a turn. */
  save() { return { random: this.npRandom.save(), points: this.points, last: this.last }; }

  load({ random, points, last }) {
    this.npRandom.load(random);
    this.points = points;
    this.last = last;
  }
}

register({ id: 'mine/Pig-v0', description: 'One turn of the dice game Pig: roll or hold.', entryPoint: () => new Pig() });
