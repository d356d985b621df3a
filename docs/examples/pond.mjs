import { Discrete, register } from 'gymnasium-js';

const PADS = 8, BANK = PADS;                              // pads 0 to 7, then the bank
const HOP = 1, LEAP = 2;

/**
 * A frog crosses a pond on eight lily pads.
 *
 * | observation | where it sits: 0 to 7 a pad, 8 the bank |
 * | --- | --- |
 * | actions | 0 hops to the next pad, 1 leaps over it, and with a chance of `pMiss` into the water |
 * | reward | -1 a jump, and -10 more for a bath |
 * | end | on the bank, or in the water |
 */
export function pond({ pMiss = 0.05 } = {}) {
  if (!(pMiss >= 0 && pMiss <= 1)) throw new RangeError(`pMiss is a chance, from 0 to 1, and got ${String(pMiss)}`);
  return {
    observationSpace: new Discrete(PADS + 1),
    actionSpace: new Discrete(2),
    stateSize: 2,                                         // where it sits; 1 if it fell into the water
    reset(s) { s.fill(0); },
    step(s, action, random) {
      const leaps = action[0] === 1;
      if (leaps && random.random() < pMiss) {
        s[1] = 1;
        return -11;
      }
      s[0] = Math.min(s[0] + (leaps ? LEAP : HOP), BANK);
      return -1;
    },
    terminal: (s) => s[1] === 1 || s[0] === BANK,
    observe(s, observation) { observation[0] = s[0]; },
    outcome: (s) => (s[1] === 1 ? 'wet' : 'across'),
    render: ([pad, wet]) => picture(pad, wet === 1),
  };
}

/** Pads in a row, the bank at their right end, the frog on a pad or in the water below it. One unit is one pad. */
function picture(pad, wet) {
  const pads = Array.from({ length: PADS }, (_, i) => ({ kind: 'circle', x: i + 0.5, y: 1.5, r: 0.42, fill: '#4f8f3a', symbol: 'o' }));
  return {
    width: PADS + 1, height: 3, background: '#5b9bc8',
    shapes: [
      { kind: 'rectangle', x: BANK, y: 0, width: 1, height: 3, fill: '#b89b6a', symbol: '#' },
      ...pads,
      { kind: 'circle', x: pad + 0.5, y: wet ? 2.5 : 1.5, r: 0.25, fill: wet ? '#d8ecf8' : '#c8e63c', symbol: wet ? '~' : 'F' },
    ],
    caption: wet ? 'wet' : pad === BANK ? 'across' : `pad ${pad}`,
  };
}

register({
  id: 'mine/Pond-v0',
  description: 'A frog crosses a pond: hop, or leap and risk a bath.',
  entryPoint: pond,
  maxEpisodeSteps: 50,
  options: { pMiss: { default: 0.05, description: 'chance that a leap ends in the water, [0, 1]' } },
});
