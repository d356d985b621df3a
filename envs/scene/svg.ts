import { captionOf, PAPER } from './caption.ts';
import { DASH, STROKE, type Paint, type Scene, type Shape } from './scene.ts';
import { printable } from './wrap.ts';

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const WIDEST = 1000, PER_UNIT = 64;       // pixels

/** The scene as a stand-alone SVG, `width` pixels wide; the caption stands below the picture. */
export function svg(scene: Scene, { width = Math.min(WIDEST, Math.max(320, Math.round(scene.width * PER_UNIT))) }: { width?: number } = {}): string {
  const pixel = scene.width / width;      // world units
  const { labels, height } = captionOf(scene, width);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height / pixel)}" viewBox="0 0 ${number(scene.width)} ${number(height)}" font-family="${FONT}" role="img">`,
    ...(labels.length ? [`<title>${escape(labels.map(({ text }) => text).join(' '))}</title>`, element({ kind: 'rectangle', x: 0, y: 0, width: scene.width, height, fill: PAPER })] : []),
    element({ kind: 'rectangle', x: 0, y: 0, width: scene.width, height: scene.height, fill: scene.background }),
    ...scene.shapes.filter(isSeen).map(element),
    ...labels.map(element),
    '</svg>', '',
  ].join('\n');
}

/** A shape without paint is there for its symbol alone. */
const isSeen = (shape: Shape) => shape.kind === 'label' || shape.fill !== undefined || shape.stroke !== undefined;

export function element(shape: Shape): string {
  switch (shape.kind) {
    case 'rectangle': return `<rect${attributes({ x: shape.x, y: shape.y, width: shape.width, height: shape.height, rx: shape.radius })}${paint(shape)}/>`;
    case 'circle': return `<circle${attributes({ cx: shape.x, cy: shape.y, r: shape.r })}${paint(shape)}/>`;
    case 'polygon': return `<polygon points="${path(shape.points)}"${paint(shape)}/>`;
    case 'line': return `<polyline points="${path(shape.points)}"${paint({ ...shape, fill: undefined })}${attributes({
      'stroke-linecap': 'round', 'stroke-dasharray': shape.dashed ? number(DASH * (shape.strokeWidth ?? STROKE)) : undefined })}/>`;
    case 'label': return `<text${attributes({
      // The baseline lies about a third of an em below the middle of the letters.
      x: shape.x, y: shape.y + 0.35 * shape.size, 'font-size': shape.size,
      'text-anchor': shape.anchor === 'start' ? undefined : shape.anchor ?? 'middle', 'font-weight': shape.bold ? 'bold' : undefined,
      fill: shape.fill ?? '#000000', opacity: shape.opacity })}>${escape(printable(shape.text))}</text>`;
  }
}

const paint = ({ fill, stroke, strokeWidth = STROKE, opacity }: Paint) => attributes({
  fill: fill ?? 'none', stroke, 'stroke-width': stroke && strokeWidth, 'stroke-linejoin': stroke && 'round', opacity,
});
const attributes = (of: Record<string, string | number | undefined>) =>
  Object.entries(of).map(([name, value]) => (value === undefined || value === '' ? '' : ` ${name}="${typeof value === 'number' ? number(value) : escape(value)}"`)).join('');
const path = (points: readonly (readonly [number, number])[]) => points.map(([x, y]) => `${number(x)},${number(y)}`).join(' ');
/** At most four decimals, and no more digits than needed. */
const number = (value: number) => String(Math.round(value * 10_000) / 10_000);
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character]);
