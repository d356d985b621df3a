import type { Contour } from './coverage.ts';
import { dashes, type Drawn } from './distance.ts';
import { STROKE, type Point } from './scene.ts';

/** How far a corner may stand off from the curve that it stands for. Pixels. */
const FLAT = 0.04;

/** The inside of a shape, `scale` pixels a world unit. A line has none. */
export function insideOf(shape: Drawn, scale: number): Contour[] {
  switch (shape.kind) {
    case 'circle': return [disc(shape.x * scale, shape.y * scale, shape.r * scale)];
    case 'rectangle': return [box(shape.x * scale, shape.y * scale, shape.width * scale, shape.height * scale, (shape.radius ?? 0) * scale)];
    case 'polygon': return [shape.points.flatMap(([x, y]) => [x * scale, y * scale])];
    case 'line': return [];
  }
}

/** Its stroke, `thinnest` pixels wide at least. */
export function strokeOf(shape: Drawn, scale: number, thinnest = 0): Contour[] {
  const h = Math.max((shape.strokeWidth ?? STROKE) * scale, thinnest) / 2;
  const scaled = (points: readonly Point[]) => points.map(([x, y]): Point => [x * scale, y * scale]);
  switch (shape.kind) {
    case 'circle': {
      const [x, y, r] = [shape.x * scale, shape.y * scale, shape.r * scale];
      return [disc(x, y, r + h), ...(r > h ? [backwards(disc(x, y, r - h))] : [])];
    }
    case 'rectangle': {
      const [x, y, w, t] = [shape.x * scale, shape.y * scale, shape.width * scale, shape.height * scale];
      const round = Math.min((shape.radius ?? 0) * scale, w / 2, t / 2), outer = box(x - h, y - h, w + 2 * h, t + 2 * h, round + h);
      if (w <= 2 * h || t <= 2 * h) return [outer];
      return [outer, backwards(box(x + h, y + h, w - 2 * h, t - 2 * h, Math.max(0, round - h)))];
    }
    case 'polygon': return loop(scaled(shape.points), h);
    case 'line': return (shape.dashed ? dashes(shape) : [shape.points]).map((points) => ribbon(scaled(points), h));
  }
}

/** A polyline with round corners and ends, `h` to either side. One point alone is a disc. Clockwise on the screen. */
export function ribbon(points: readonly Point[], h: number): Contour {
  const path = points.filter(([x, y], i) => i === 0 || x !== points[i - 1][0] || y !== points[i - 1][1]);
  if (path.length === 1) return disc(path[0][0], path[0][1], h);
  const out: number[] = [];
  for (const way of [path, path.toReversed()]) {
    const last = way.length - 1, [dx, dy] = direction(way[last - 1], way[last]), [x, y] = way[last];
    side(way, h, out);
    around(x, y, h, dy, -dx, dx, dy, out);
    out.push(x + h * dx, y + h * dy);
    around(x, y, h, dx, dy, -dy, dx, out);
  }
  return out;
}

/** The same of a closed line: what it encloses, with and without its stroke. */
function loop(points: readonly Point[], h: number): Contour[] {
  const path = points.filter(([x, y], i) => { const [px, py] = points.at(i - 1)!; return points.length === 1 || x !== px || y !== py; });
  if (path.length < 2) return [ribbon(points.slice(0, 1), h)];
  return [path, path.toReversed()].map((way) => { const out: number[] = []; side([...way, way[0], way[1]], h, out); return out.slice(0, -4); });
}

/** Along a path, `h` to its left: round an outer corner, and through the corner itself at an inner one, so that no gap opens there. */
function side(path: readonly Point[], h: number, out: number[]): void {
  for (let i = 1; i < path.length; i++) {
    const [dx, dy] = direction(path[i - 1], path[i]), [px, py] = path[i - 1], [x, y] = path[i];
    out.push(px + h * dy, py - h * dx, x + h * dy, y - h * dx);
    if (i === path.length - 1) return;
    const [ex, ey] = direction(path[i], path[i + 1]), turn = dx * ey - dy * ex;
    if (turn < 0) out.push(x, y);
    else if (dx * ex + dy * ey > ABOUT_TURN) around(x, y, h, dy, -dx, ey, -ex, out);
    else {
      around(x, y, h, dy, -dx, dx, dy, out);
      out.push(x + h * dx, y + h * dy);
      around(x, y, h, dx, dy, ey, -ex, out);
    }
  }
}

const ABOUT_TURN = -0.9;                          // cosine: sharper corners go round by way of straight ahead

function direction([ax, ay]: Point, [bx, by]: Point): Point {
  const x = bx - ax, y = by - ay, long = Math.sqrt(x * x + y * y);
  return [x / long, y / long];
}

/** The points of a circle between the directions a and b, both left out. Halved until a chord is as good as the arc. */
function around(x: number, y: number, r: number, ax: number, ay: number, bx: number, by: number, out: number[]): void {
  const mx = ax + bx, my = ay + by, long = Math.sqrt(mx * mx + my * my);          // twice the cosine of half the angle
  if (r * (1 - long / 2) < FLAT) return;
  around(x, y, r, ax, ay, mx / long, my / long, out);
  out.push(x + r * mx / long, y + r * my / long);
  around(x, y, r, mx / long, my / long, bx, by, out);
}

const QUARTERS: readonly Point[] = [[1, 0], [0, 1], [-1, 0], [0, -1]];

/** Clockwise on the screen, as all that follows. */
function disc(x: number, y: number, r: number): Contour { return box(x - r, y - r, 2 * r, 2 * r, r); }

function box(x: number, y: number, width: number, height: number, radius: number): Contour {
  const r = Math.min(radius, width / 2, height / 2);
  if (r <= 0) return [x, y, x + width, y, x + width, y + height, x, y + height];
  const out: number[] = [], left = x + r, top = y + r, right = x + width - r, bottom = y + height - r;
  const middles: readonly Point[] = [[right, bottom], [left, bottom], [left, top], [right, top]];
  middles.forEach(([cx, cy], k) => {
    const [ax, ay] = QUARTERS[k], [bx, by] = QUARTERS[(k + 1) % 4];
    out.push(cx + r * ax, cy + r * ay);
    around(cx, cy, r, ax, ay, bx, by, out);
    out.push(cx + r * bx, cy + r * by);
  });
  return out;
}

function backwards(contour: Contour): Contour {
  const out: number[] = [];
  for (let i = contour.length - 2; i >= 0; i -= 2) out.push(contour[i], contour[i + 1]);
  return out;
}
