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
  /** World units. */
  readonly strokeWidth?: number;
  /** 0 to 1. */
  readonly opacity?: number;
  /** One character that stands for this shape where only characters can be had, one per square world unit. */
  readonly symbol?: string;
}

export type Shape = Rectangle | Circle | Polygon | Line | Label;
export interface Rectangle extends Paint { readonly kind: 'rectangle'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly radius?: number }
export interface Circle extends Paint { readonly kind: 'circle'; readonly x: number; readonly y: number; readonly r: number }
export interface Polygon extends Paint { readonly kind: 'polygon'; readonly points: readonly (readonly [number, number])[] }
export interface Line extends Paint { readonly kind: 'line'; readonly points: readonly (readonly [number, number])[]; readonly dashed?: boolean }
/** Text, centred at (x, y) unless `anchor` says otherwise; `size` is the height of a capital-sized em in world units. */
export interface Label extends Paint { readonly kind: 'label'; readonly x: number; readonly y: number; readonly size: number; readonly text: string; readonly anchor?: 'start' | 'middle' | 'end'; readonly bold?: boolean }
