import { moved } from '../scene/policy-marks.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';

const WIDTH = 12, HEIGHT = 8, SCALE = 2;          // drawn in units of which each is two of the world's, so that words have room where there are only characters
const FELT = '#2f7d4f', FELT_EDGE = '#256641', WOOD = '#6d4b29', CHALK = '#e9f5e6', CHALK_DIM = '#9fcbab';
const PAPER = '#fdfcf7', EDGE = '#c9c3b4', SHADOW = '#1c4a30', RED = '#cf2a34', BLACK = '#22262e', BACK = '#2b55a6', BACK_LINE = '#8fb0ea', GOLD = '#ffcf33';
const CARD_WIDTH = 1.5, CARD_HEIGHT = 2.1, LEFT = 3.8, MOST = 7.4;

export interface Table {
  readonly dealer: { readonly cards: readonly number[]; readonly value: number };
  readonly player: { readonly cards: readonly number[]; readonly value: number; readonly usableAce: boolean };
  /** Of the dealer's open card: 0 clubs, 1 diamonds, 2 hearts, 3 spades. */
  readonly suit: number;
  /** Where that card counts ten: 0 jack, 1 queen, 2 king. */
  readonly face: number;
  /** `playing`, `won`, `lost` or `draw`. */
  readonly outcome: string;
}

/** The table: above the dealer, whose second card is face down until the player sticks, below the player. */
export function blackjackScene({ dealer, player, suit, face, outcome }: Table): Scene {
  const stuck = outcome !== 'playing' && player.value <= 21, shown = dealer.cards[0];
  const dealers = dealer.cards.map((card, i) => (i === 0 ? { rank: card === 10 ? 'JQK'[face] : rankOf(card, i), suit } : { rank: rankOf(card, i), suit: (suit + 3 * i + card) % 4 }));
  const players = player.cards.map((card, i) => ({ rank: rankOf(card, i + 1), suit: (2 * i + card + suit) % 4 }));
  const dealerSays = stuck ? String(dealer.value) : shown === 1 ? 'A' : String(shown);
  return {
    width: SCALE * WIDTH, height: SCALE * HEIGHT, background: WOOD,
    shapes: moved([
      { kind: 'rectangle', x: 0.2, y: 0.2, width: WIDTH - 0.4, height: HEIGHT - 0.4, radius: 0.7, fill: FELT },
      { kind: 'rectangle', x: 0.45, y: 0.45, width: WIDTH - 0.9, height: HEIGHT - 0.9, radius: 0.5, stroke: FELT_EDGE, strokeWidth: 0.08 },
      { kind: 'line', points: [[0.9, 4], [WIDTH - 0.9, 4]], stroke: FELT_EDGE, strokeWidth: 0.06 },
      ...side('Dealer', dealerSays, 0.85), ...row(dealers.length, 0.95, (x, y, i) => (i === 1 && !stuck ? faceDown(x, y) : card(x, y, dealers[i]))),
      ...side('You', String(player.value), 4.65), ...row(players.length, 4.75, (x, y, i) => card(x, y, players[i])),
      ...(player.usableAce ? [{ kind: 'label', x: 0.9, y: 7.1, size: 0.4, text: 'usable ace', anchor: 'start', fill: GOLD } as const] : []),
      ...(outcome === 'playing' ? [] : banner(player.value > 21 ? 'Bust' : { won: 'You win', lost: 'You lose', draw: 'Draw' }[outcome] ?? outcome, outcome)),
    ], SCALE, 0, 0),
    caption: captionOf(player.value, dealerSays, outcome),
  };
}

function captionOf(player: number, dealer: string, outcome: string): string {
  if (outcome === 'playing') return `You have ${player}, the dealer shows ${dealer}.`;
  return player > 21 ? `Bust with ${player}: lost.` : `${player} against ${dealer}: ${outcome}.`;
}

const rankOf = (card: number, i: number) => (card === 1 ? 'A' : card === 10 ? ['10', 'J', 'Q', 'K'][i % 4] : String(card));

function side(name: string, value: string, top: number): Shape[] {
  return [
    { kind: 'label', x: 1.85, y: top + 0.35, size: 0.5, text: name, fill: CHALK_DIM },
    { kind: 'label', x: 1.85, y: top + 1.4, size: 1.3, text: value, bold: true, fill: CHALK },
  ];
}

/** At least two cards, side by side, or over each other where they are many. */
function row(cards: number, y: number, draw: (x: number, y: number, i: number) => Shape[]): Shape[] {
  const apart = Math.min(CARD_WIDTH + 0.2, (MOST - CARD_WIDTH) / (cards - 1));
  return Array.from({ length: cards }, (_, i) => draw(LEFT + i * apart, y, i)).flat();
}

interface Card { readonly rank: string; readonly suit: number }

const blank = (x: number, y: number, fill: string): Shape[] => [
  { kind: 'rectangle', x: x + 0.05, y: y + 0.06, width: CARD_WIDTH, height: CARD_HEIGHT, radius: 0.16, fill: SHADOW, opacity: 0.6 },
  { kind: 'rectangle', x, y, width: CARD_WIDTH, height: CARD_HEIGHT, radius: 0.16, fill, stroke: EDGE, strokeWidth: 0.04, symbol: ' ' },
];

function card(x: number, y: number, { rank, suit }: Card): Shape[] {
  const ink = suit === 1 || suit === 2 ? RED : BLACK;
  return [
    ...blank(x, y, PAPER),
    { kind: 'label', x: x + (rank.length > 1 ? 0.36 : 0.3), y: y + 0.36, size: rank.length > 1 ? 0.48 : 0.56, text: rank, bold: true, fill: ink },
    { kind: 'rectangle', x: x + 0.05, y: y + 0.57, width: 0.5, height: 0.5, symbol: 'cdhs'[suit] },
    ...SUITS[suit](x + 0.3, y + 0.82, 0.34, ink),
    ...SUITS[suit](x + CARD_WIDTH - 0.5, y + CARD_HEIGHT - 0.6, 0.72, ink),
  ];
}

function faceDown(x: number, y: number): Shape[] {
  const across = [0.3, 0.6, 0.9, 1.2, 1.5, 1.8].flatMap((dy): Shape[] => [
    { kind: 'line', points: [[x + 0.22, y + dy], [x + CARD_WIDTH / 2, y + dy - 0.12], [x + CARD_WIDTH - 0.22, y + dy]], stroke: BACK_LINE, strokeWidth: 0.05 },
    { kind: 'line', points: [[x + 0.22, y + dy - 0.1], [x + CARD_WIDTH / 2, y + dy + 0.02], [x + CARD_WIDTH - 0.22, y + dy - 0.1]], stroke: BACK_LINE, strokeWidth: 0.05 },
  ]);
  return [
    ...blank(x, y, PAPER), { kind: 'rectangle', x: x + 0.1, y: y + 0.1, width: CARD_WIDTH - 0.2, height: CARD_HEIGHT - 0.2, radius: 0.1, fill: BACK, symbol: '?' }, ...across,
  ];
}

// Suits, in a square of side `size` around (x, y)

type Suit = (x: number, y: number, size: number, fill: string) => Shape[];
const at = (x: number, y: number, size: number, points: readonly Point[]): Point[] => points.map(([dx, dy]) => [x + dx * size, y + dy * size]);
const stem: Suit = (x, y, size, fill) => [{ kind: 'polygon', points: at(x, y, size, [[0.05, 0], [0.18, 0.5], [-0.18, 0.5], [-0.05, 0]]), fill }];
const leaf = (x: number, y: number, size: number, fill: string, dx: number, dy: number): Shape => ({ kind: 'circle', x: x + dx * size, y: y + dy * size, r: 0.24 * size, fill });

const clubs: Suit = (x, y, size, fill) => [leaf(x, y, size, fill, 0, -0.24), leaf(x, y, size, fill, -0.25, 0.1), leaf(x, y, size, fill, 0.25, 0.1), ...stem(x, y, size, fill)];
const diamonds: Suit = (x, y, size, fill) => [{ kind: 'polygon', points: at(x, y, size, [[0, -0.52], [0.38, 0], [0, 0.52], [-0.38, 0]]), fill }];
const hearts: Suit = (x, y, size, fill) => [
  leaf(x, y, size, fill, -0.21, -0.2), leaf(x, y, size, fill, 0.21, -0.2),
  { kind: 'polygon', points: at(x, y, size, [[-0.42, -0.08], [0, -0.2], [0.42, -0.08], [0, 0.5]]), fill },
];
const spades: Suit = (x, y, size, fill) => [
  leaf(x, y, size, fill, -0.21, 0.1), leaf(x, y, size, fill, 0.21, 0.1),
  { kind: 'polygon', points: at(x, y, size, [[-0.42, 0], [0, -0.52], [0.42, 0], [0, 0.16]]), fill }, ...stem(x, y, size, fill),
];
const SUITS = [clubs, diamonds, hearts, spades] as const;

function banner(text: string, outcome: string): Shape[] {
  const fill = outcome === 'won' ? GOLD : outcome === 'lost' ? RED : CHALK;
  return [
    { kind: 'rectangle', x: WIDTH / 2 - 1.9, y: 3.45, width: 3.8, height: 1.1, radius: 0.55, fill, stroke: BLACK, strokeWidth: 0.06, symbol: ' ' },
    { kind: 'label', x: WIDTH / 2, y: 4, size: 0.65, text, bold: true, fill: outcome === 'lost' ? '#ffffff' : BLACK },
  ];
}
