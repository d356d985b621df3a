/** Closed: x and y of each corner in turn, in pixels. */
export type Contour = readonly number[];

/**
 * How much of each pixel of a box lies inside closed contours: exact areas, no samples. Each edge leaves in every row that it passes how
 * much it covers, with its sign, and a sum along the row turns that into areas (as Levien's font-rs fills glyphs). Contours that
 * run one way round add up to their union (where two pass through the same pixel their parts are added, up to the whole of it); one that runs
 * the other way inside another is a hole.
 */
export class Coverage {
  left = 0;
  top = 0;
  width = 0;
  height = 0;
  /** Of each pixel, 0 to 1, once `measure` was called. [height x width], and two more at the end. */
  area = new Float64Array(0);

  /** The area inside the contours, of the pixels from (left, top) to before (right, bottom). What lies outside that box is left out. */
  measure(contours: readonly Contour[], left: number, top: number, right: number, bottom: number): void {
    const width = right - left, height = bottom - top;
    [this.left, this.top, this.width, this.height] = [left, top, width, height];
    const size = width * height + 2;
    if (this.area.length < size) this.area = new Float64Array(size);
    else this.area.fill(0, 0, size);
    for (const contour of contours) {
      const corners = contour.length;
      for (let i = 0, j = corners - 2; i < corners; j = i, i += 2) {
        this.#edge(contour[j] - left, contour[j + 1] - top, contour[i] - left, contour[i + 1] - top);
      }
    }
    const { area } = this;
    for (let row = 0; row < height; row++) {
      let sum = 0;
      for (let at = row * width, end = at + width; at < end; at++) {
        sum += area[at];
        const inside = Math.abs(sum);
        area[at] = inside > 1 - DUST ? 1 : inside < DUST ? 0 : inside;
      }
    }
  }

  /** Cut off above and below, and pushed to the side where it leaves the box there. */
  #edge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    if (y0 < y1) this.#down(x0, y0, x1, y1, 1);
    else this.#down(x1, y1, x0, y0, -1);
  }

  #down(x0: number, y0: number, x1: number, y1: number, sign: number): void {
    const { width, height } = this, slope = (x1 - x0) / (y1 - y0);
    const from = Math.max(0, y0), to = Math.min(height, y1);
    if (from >= to) return;
    const a = x0 + (from - y0) * slope, b = x0 + (to - y0) * slope;
    if (Math.min(a, b) >= 0 && Math.max(a, b) <= width) { this.#rows(a, from, to, slope, sign); return; }
    // Left of the box an edge stands at its border; right of it, it covers nothing inside.
    const at = (x: number) => (x - a) / slope + from;
    const enters = a < 0 !== b < 0 ? at(0) : undefined, leaves = a > width !== b > width ? at(width) : undefined;
    const cuts = [from, ...[enters, leaves].filter((y) => y !== undefined).toSorted((p, q) => p - q), to];
    for (let k = 1; k < cuts.length; k++) {
      const y = Math.max(from, Math.min(to, cuts[k - 1])), end = Math.max(from, Math.min(to, cuts[k]));
      if (end <= y) continue;
      const left = a + (y - from) * slope, right = a + (end - from) * slope, middle = (left + right) / 2;
      if (middle < 0) this.#rows(0, y, end, 0, sign);
      else if (middle < width) this.#rows(Math.max(0, Math.min(width, left)), y, end, slope, sign);
    }
  }

  /** From (x, y) down to `end`, all inside the box. */
  #rows(x: number, y: number, end: number, slope: number, sign: number): void {
    const { area, width } = this;
    for (let row = Math.floor(y); row < end; row++) {
      const tall = Math.min(row + 1, end) - Math.max(row, y), d = sign * tall;
      const next = Math.max(0, Math.min(width, x + slope * tall));
      const left = Math.min(x, next), right = Math.max(x, next), first = Math.floor(left), last = Math.ceil(right), line = row * width;
      if (last <= first + 1 && first < width) {                  // one pixel: what lies to the right of the edge's middle
        const share = (x + next) / 2 - first;
        area[line + first] += d * (1 - share);
        if (first + 1 < width) area[line + first + 1] += d * share;
      } else if (first < width) this.#across(line, left, right, first, last, d);
      x = next;
    }
  }

  /** An edge that passes several pixels of one row: each gets the difference to the area that the one before it has. */
  #across(line: number, left: number, right: number, first: number, last: number, d: number): void {
    const { area, width } = this, per = 1 / (right - left);
    let before = 0;
    for (let i = first; i < last; i++) {
      const a = Math.max(left, i) - i, b = Math.min(right, i + 1) - i;
      // By its right border all that came so far is covered; within the pixel, what lies right of the edge.
      const passed = (Math.max(left, i) - left) * per, covered = passed + (b - a) * per * (1 - (a + b) / 2);
      area[line + i] += d * (covered - before);
      before = covered;
    }
    if (last < width) area[line + last] += d * (1 - before);
  }
}

/** Less than any colour can show, and more than sums of areas are off. */
const DUST = 1e-9;
