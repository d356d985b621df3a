import type { Point, Polygon, Rectangle } from './scene.ts';

/** Directions, clockwise from the top of the picture: 0 up, 1 right, 2 down, 3 left. */
export interface Facing {
  /** The place `right` and `ahead` of whoever stands at the middle and faces that way. */
  at(right: number, ahead: number): Point;
  /** A rectangle from one such corner to the opposite one. */
  box(right0: number, ahead0: number, right1: number, ahead1: number): Pick<Rectangle, 'kind' | 'x' | 'y' | 'width' | 'height'>;
  polygon(corners: readonly Point[]): Pick<Polygon, 'kind' | 'points'>;
}

export function facing(direction: number, x: number, y: number): Facing {
  const at = (right: number, ahead: number): Point => {
    switch (direction) {
      case 0: return [x + right, y - ahead];
      case 1: return [x + ahead, y + right];
      case 2: return [x - right, y + ahead];
      default: return [x - ahead, y - right];
    }
  };
  return {
    at,
    box(right0, ahead0, right1, ahead1) {
      const [x0, y0] = at(right0, ahead0), [x1, y1] = at(right1, ahead1);
      return { kind: 'rectangle', x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) };
    },
    polygon: (corners) => ({ kind: 'polygon', points: corners.map(([right, ahead]) => at(right, ahead)) }),
  };
}
