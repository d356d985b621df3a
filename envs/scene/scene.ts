/** A drawing as data, in world units, y down. Later shapes lie on top of earlier ones. SVG, terminal text and canvases are made from it. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Colours are `#rrggbb` everywhere. */
  readonly background: string;
  readonly shapes: readonly Shape[];
  /** A line below the picture. */
  readonly caption?: string;
}

export interface Paint {
  readonly fill?: string;
  readonly stroke?: string;
  /** World units; a stroke without a width is 0.05 wide. */
  readonly strokeWidth?: number;
  /** 0 to 1. */
  readonly opacity?: number;
  /** One character that stands for this shape where only characters can be had, one per square world unit. A shape without paint is there for its symbol alone. */
  readonly symbol?: string;
  /** One character that says in a coloured terminal what the shape would say with too few pixels: it is written at the shape's middle, in its colour, instead of it. */
  readonly glyph?: string;
}

export type Point = readonly [x: number, y: number];
export type Shape = Rectangle | Circle | Polygon | Line | Label;
export interface Rectangle extends Paint { readonly kind: 'rectangle'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly radius?: number }
export interface Circle extends Paint { readonly kind: 'circle'; readonly x: number; readonly y: number; readonly r: number }
/** Closed; its edges do not cross. */
export interface Polygon extends Paint { readonly kind: 'polygon'; readonly points: readonly Point[] }
/** Round ends and corners. Dashes and the gaps between them are three strokes long. */
export interface Line extends Paint { readonly kind: 'line'; readonly points: readonly Point[]; readonly dashed?: boolean }
/** Text, centred at (x, y) unless `anchor` says otherwise; `size` is the height of a capital-sized em in world units. */
export interface Label extends Paint { readonly kind: 'label'; readonly x: number; readonly y: number; readonly size: number; readonly text: string; readonly anchor?: 'start' | 'middle' | 'end'; readonly bold?: boolean }

export const STROKE = 0.05, DASH = 3;
