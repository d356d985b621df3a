import type { Structure } from './structure.ts';

/**
 * The layer of each slot: 0 for sensors, for hidden nodes the most connections by which a sensor leads to them, recurrent ones aside, and for
 * all outputs the layer behind all others. [nodes]
 */
export function layersOf({ order, incoming, from, genes, shape, nodes }: Structure): number[] {
  const layers = Array.from({ length: nodes }, () => 0);
  let deepest = 0;
  for (const slot of order) {
    layers[slot] = 1;
    for (const g of incoming[slot]) if (genes[g].recurrent === 0) layers[slot] = Math.max(layers[slot], layers[from[g]] + 1);
    if (slot >= shape.sensors + shape.outputs) deepest = Math.max(deepest, layers[slot]);
  }
  return layers.fill(deepest + 1, shape.sensors, shape.sensors + shape.outputs);
}
