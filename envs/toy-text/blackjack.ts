import type { Dynamics } from '../core/dynamics.ts';
import type { Random } from '../random/index.ts';
import { Discrete } from '../spaces/discrete.ts';
import { Tuple } from '../spaces/tuple.ts';
import { blackjackScene } from './blackjack-picture.ts';
import { checkFlag } from './options.ts';

const HIT = 1, ENOUGH = 17, BEST = 21;
/** An ace is 1; jack, queen and king are 10. Every draw is from a whole deck. */
const DECK = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10];

/** What a state row holds: how it stands, the dealer's card as it is drawn, and both hands. */
const RESULT = 0, SUIT = 1, FACE = 2, DEALER = 3, PLAYER = DEALER + 15, SIZE = PLAYER + 25;
/** A hand: its sum with aces as 1, whether it has an ace, how many cards, and the cards: a dealer's are 12 at most, a player's 22. */
const SUM = 0, ACE = 1, COUNT = 2, CARDS = 3;
const PLAYING = 0, WON = 1, LOST = 2, DRAW = 3;
const OUTCOMES = ['playing', 'won', 'lost', 'draw'];

export interface BlackjackOptions {
  /** Winning with an ace and a ten pays 1.5. Default false; without effect under `sab`. */
  readonly natural?: boolean;
  /** The rules of Sutton and Barto's book: an ace and a ten win unless the dealer has them too. Default false; `Blackjack-v1` sets it. */
  readonly sab?: boolean;
}

/**
 * Blackjack against a dealer who hits below 17 and sticks from 17 on, from an endless deck. Sutton & Barto (2018), example 5.1;
 * Gymnasium's `Blackjack-v1`.
 *
 * | observation | `Tuple(Discrete(32), Discrete(11), Discrete(2))`: the player's sum; the dealer's open card, 1 an ace; 1 if the player has an ace that counts 11 |
 * | --- | --- |
 * | actions | 0 stick, 1 hit |
 * | reward | 1 for winning, 0 for a draw, -1 for losing; 0 while the game goes on |
 * | end | the player sticks, or goes over 21 |
 *
 * Throws a TypeError where an option is not true or false.
 */
export function blackjack({ natural = false, sab = false }: BlackjackOptions = {}): Dynamics {
  checkFlag('natural', natural);
  checkFlag('sab', sab);
  return {
    observationSpace: new Tuple([new Discrete(32), new Discrete(11), new Discrete(2)]),
    actionSpace: new Discrete(2),
    stateSize: SIZE,
    reset(state, random) {
      for (const hand of [DEALER, PLAYER]) {
        state[hand + SUM] = state[hand + ACE] = state[hand + COUNT] = 0;
        deal(state, hand, random);
        deal(state, hand, random);
      }
      state[RESULT] = PLAYING;
      state[SUIT] = random.integers(4);                                        // seen in the picture alone, but drawn
      state[FACE] = state[DEALER + CARDS] === 10 ? random.integers(3) : 0;     // jack, queen or king
    },
    step(state, action, random) {
      if (action[0] === HIT) {
        deal(state, PLAYER, random);
        if (valueOf(state, PLAYER) <= BEST) return 0;
        state[RESULT] = LOST;
        return -1;
      }
      while (valueOf(state, DEALER) < ENOUGH) deal(state, DEALER, random);
      const lead = sab && isNatural(state, PLAYER) && !isNatural(state, DEALER) ? 1 : Math.sign(scoreOf(state, PLAYER) - scoreOf(state, DEALER));
      state[RESULT] = lead > 0 ? WON : lead < 0 ? LOST : DRAW;
      return natural && !sab && lead > 0 && isNatural(state, PLAYER) ? 1.5 : lead;
    },
    terminal: (state) => state[RESULT] !== PLAYING,
    observe(state, observation) {
      observation[0] = valueOf(state, PLAYER);
      observation[1] = state[DEALER + CARDS];
      observation[2] = hasUsableAce(state, PLAYER) ? 1 : 0;
    },
    outcome: (state) => OUTCOMES[state[RESULT]],
    render(state) {
      const { dealer, player } = handsOf(state);
      return blackjackScene({
        dealer: { cards: dealer, value: valueOf(state, DEALER) },
        player: { cards: player, value: valueOf(state, PLAYER), usableAce: hasUsableAce(state, PLAYER) },
        suit: state[SUIT], face: state[FACE], outcome: OUTCOMES[state[RESULT]],
      });
    },
  };
}

/** One card to the hand that begins there. */
function deal(state: Float64Array, hand: number, random: Random): void {
  const card = DECK[random.integers(DECK.length)];
  state[hand + CARDS + state[hand + COUNT]++] = card;
  state[hand + SUM] += card;
  if (card === 1) state[hand + ACE] = 1;
}

/** An ace counts 11 where that does not go over 21. */
const hasUsableAce = (state: Float64Array, hand: number) => state[hand + ACE] === 1 && state[hand + SUM] + 10 <= BEST;
const valueOf = (state: Float64Array, hand: number) => state[hand + SUM] + (hasUsableAce(state, hand) ? 10 : 0);
const scoreOf = (state: Float64Array, hand: number) => { const value = valueOf(state, hand); return value > BEST ? 0 : value; };
/** An ace and a ten, and nothing else. */
const isNatural = (state: Float64Array, hand: number) => state[hand + COUNT] === 2 && valueOf(state, hand) === BEST;

/** All cards on the table of a state row, in the order in which they came. An ace is 1; the dealer's second card is hidden from the player. */
export function handsOf(state: Float64Array): { dealer: number[]; player: number[] } {
  const cards = (hand: number) => Array.from(state.subarray(hand + CARDS, hand + CARDS + state[hand + COUNT]));
  return { dealer: cards(DEALER), player: cards(PLAYER) };
}
