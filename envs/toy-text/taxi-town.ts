// The town of the taxi problem: Dietterich (2000), "Hierarchical Reinforcement Learning with the MAXQ Value Function
// Decomposition", JAIR 13, figure 1.
//   +---------+
//   |R: | : :G|
//   | : | : : |
//   | : : : : |
//   | | : | : |
//   |Y| : |B: |
//   +---------+

export const SIZE = 5;                            // rows, and columns
/** The four places where people wait and where they want to go. */
export const PLACES = [
  { name: 'Red', row: 0, column: 0 },
  { name: 'Green', row: 0, column: 4 },
  { name: 'Yellow', row: 4, column: 0 },
  { name: 'Blue', row: 4, column: 3 },
] as const;
/** The passenger sits in the taxi. */
export const IN_TAXI = 4;

/** By row, the columns with a wall at their right side. */
export const WALLS: readonly (readonly number[])[] = [[1], [1], [], [0, 2], [0, 2]];

/** A state taken apart: ((5 row + column) 5 + passenger) 4 + destination. */
export const STATES = 500;
export const cellOf = (s: number) => Math.floor(s / 20);
export const rowOf = (s: number) => Math.floor(s / 100), columnOf = (s: number) => Math.floor(s / 20) % 5;
export const passengerOf = (s: number) => Math.floor(s / 4) % 5, destinationOf = (s: number) => s % 4;
export const stateOf = (row: number, column: number, passenger: number, destination: number) => ((SIZE * row + column) * 5 + passenger) * 4 + destination;

/** Which of the places a cell is, or -1. */
export const placeAt = (row: number, column: number) => PLACES.findIndex((place) => place.row === row && place.column === column);

/** Nothing is in the way from the cell to its neighbour in the heading: 0 south, 1 north, 2 east, 3 west. */
export function isOpen(row: number, column: number, heading: number): boolean {
  switch (heading) {
    case 0: return row < SIZE - 1;
    case 1: return row > 0;
    case 2: return column < SIZE - 1 && !WALLS[row].includes(column);
    default: return column > 0 && !WALLS[row].includes(column - 1);
  }
}
