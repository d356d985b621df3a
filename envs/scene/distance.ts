import { DASH, STROKE, type Label, type Line, type Point, type Shape } from './scene.ts';

export type Drawn = Exclude<Shape, Label>;

/** How far (x, y) is from the shape's edge: negative inside. A line has no inside. World units. */
export type Distance = (x: number, y: number) => number;

export function distanceTo(shape: Drawn): Distance {
  switch (shape.kind) {
    case 'circle': return (x, y) => length(x - shape.x, y - shape.y) - shape.r;
    case 'rectangle': return toRectangle(shape.x, shape.y, shape.width, shape.height, shape.radius ?? 0);
    case 'polygon': return toPolygon(shape.points);
    case 'line': return toPieces(shape.dashed ? dashes(shape) : pieces(shape.points));
  }
}

/** The smallest upright box around the shape: left, top, right, bottom. Strokes reach half their width further. */
export function boxOf(shape: Drawn): readonly [number, number, number, number] {
  switch (shape.kind) {
    case 'circle': return [shape.x - shape.r, shape.y - shape.r, shape.x + shape.r, shape.y + shape.r];
    case 'rectangle': return [shape.x, shape.y, shape.x + shape.width, shape.y + shape.height];
    default: {
      let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
      for (const [x, y] of shape.points) {
        left = Math.min(left, x); right = Math.max(right, x);
        top = Math.min(top, y); bottom = Math.max(bottom, y);
      }
      return [left, top, right, bottom];
    }
  }
}

const length = (x: number, y: number) => Math.sqrt(x * x + y * y);

function toRectangle(left: number, top: number, width: number, height: number, radius: number): Distance {
  const round = Math.min(radius, width / 2, height / 2);
  const middleX = left + width / 2, middleY = top + height / 2;
  const reachX = width / 2 - round, reachY = height / 2 - round;
  return (x, y) => {
    const outX = Math.abs(x - middleX) - reachX, outY = Math.abs(y - middleY) - reachY;
    return (outX > 0 && outY > 0 ? length(outX, outY) : Math.max(outX, outY)) - round;
  };
}

function toPolygon(points: readonly Point[]): Distance {
  const edge = toPieces(pieces([...points, points[0]]));
  return (x, y) => {
    let inside = false;                           // a ray to the right crosses the edge an odd number of times
    for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
      const [ax, ay] = points[i], [bx, by] = points[j];
      if ((ay > y) !== (by > y) && x < ax + (bx - ax) * (y - ay) / (by - ay)) inside = !inside;
    }
    return inside ? -edge(x, y) : edge(x, y);
  };
}

type Piece = readonly [from: Point, to: Point];
const pieces = (points: readonly Point[]): Piece[] => points.slice(1).map((to, i) => [points[i], to]);

function toPieces(all: readonly Piece[]): Distance {
  return (x, y) => {
    let nearest = Infinity;
    for (const [[ax, ay], [bx, by]] of all) {
      const dx = bx - ax, dy = by - ay, squared = dx * dx + dy * dy;
      const t = squared === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / squared));
      const px = x - ax - t * dx, py = y - ay - t * dy;
      nearest = Math.min(nearest, px * px + py * py);
    }
    return Math.sqrt(nearest);
  };
}

/** Every other stretch of `dash` along the line, as SVG's stroke-dasharray. */
export function dashes({ points, strokeWidth = STROKE }: Line): Piece[] {
  const drawn: Piece[] = [], dash = DASH * strokeWidth;
  let along = 0;                                  // of the whole line, where the piece begins
  for (const [[ax, ay], [bx, by]] of pieces(points)) {
    const long = length(bx - ax, by - ay);
    const at = (t: number): Point => [ax + (bx - ax) * t / long, ay + (by - ay) * t / long];
    for (let k = Math.floor(along / dash); k * dash < along + long && dash > 0; k++) {
      const from = Math.max(0, k * dash - along), to = Math.min(long, (k + 1) * dash - along);
      if (k % 2 === 0 && to > from) drawn.push([at(from), at(to)]);
    }
    along += long;
  }
  return drawn;
}
