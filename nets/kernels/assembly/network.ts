// A whole network in one call. nets/wasm/program.ts writes the records that are read here.
import { activate, derive } from './activations';
import { dense, denseRow } from './dense';
import { denseGradient } from './gradient';
import { pack, packTransposed } from './pack';

/** One layer. Places and strides are in bytes; those of rows point at row 0. */
@unmanaged
class Layer {
  inputs: i32; outputs: i32; activation: i32;
  /** Where its weights begin in a vector of parameters; the biases follow them. */
  weights: usize;
  x: usize; xs: usize;
  y: usize; ys: usize;
  /** dLoss/dy. `dyAll` is `dys` where the buffer holds every row of a call, 0 where it holds those of one block. */
  dy: usize; dys: usize; dyAll: usize;
  /** dLoss/dx, the same way. */
  dx: usize; dxs: usize; dxAll: usize;
  /** 1 where other layers before this one have already put their part of dLoss/dx there. */
  dxAdds: i32;
  /** 1 where x is what goes into the network. */
  first: i32;
  /** Room for its packed weights. */
  packed: usize;
  /** 1 where the weights are so many that packing pays for itself. */
  large: i32;
}

/** Records that follow each other in the order of `forward`, and a list of them in the order of `backward`. */
@unmanaged
class Program {
  layers: i32;
  /** Of those, how many something that comes out depends on. */
  backwardLayers: i32;
  records: usize;
  backward: usize;
  /** As many zeros as the widest layer has inputs. */
  zeros: usize;
  /** Rows that go through all layers together, so that they stay in the cache. A multiple of 4. */
  block: i32;
}

const RECORD: usize = offsetof<Layer>();
/** From how many rows on packing a large layer's weights pays. */
const PACK_FROM: i32 = 8;

export function forward(at: usize, parameters: usize, rows: i32): void {
  const program = changetype<Program>(at), end = program.records + <usize>program.layers * RECORD;
  if (rows >= PACK_FROM) {
    for (let r = program.records; r < end; r += RECORD) {
      const layer = changetype<Layer>(r);
      if (layer.large) pack(parameters + layer.weights, layer.inputs, layer.outputs, layer.packed);
    }
  }
  for (let from: i32 = 0; from < rows; from += program.block) {
    const m = min(program.block, rows - from), i = <usize>from;
    for (let r = program.records; r < end; r += RECORD) {
      const layer = changetype<Layer>(r), k = layer.inputs, n = layer.outputs, ws = <usize>n << 2;
      const w = parameters + layer.weights, b = w + <usize>k * ws, x = layer.x + i * layer.xs, y = layer.y + i * layer.ys;
      if (layer.large && rows >= PACK_FROM) dense(x, layer.xs, layer.packed, <usize>k << 5, 32, b, 0, y, layer.ys, m, k, n);
      else dense(x, layer.xs, w, 32, ws, b, 0, y, layer.ys, m, k, n);
      activate(layer.activation, y, layer.ys, m, n);
    }
  }
}

/** Row i with the parameters at `parameters` + i `stride`. */
export function forwardEach(at: usize, parameters: usize, stride: usize, from: i32, rows: i32): void {
  const program = changetype<Program>(at), end = program.records + <usize>program.layers * RECORD;
  for (let i = <usize>from, last = <usize>(from + rows); i < last; i++, parameters += stride) {
    for (let r = program.records; r < end; r += RECORD) {
      const layer = changetype<Layer>(r), k = layer.inputs, n = layer.outputs, ws = <usize>n << 2;
      const w = parameters + layer.weights, y = layer.y + i * layer.ys;
      denseRow(layer.x + i * layer.xs, w, 32, ws, w + <usize>k * ws, y, k, n);
      activate(layer.activation, y, 0, 1, n);
    }
  }
}

/** Adds to `gradient`; `wanted` asks for dLoss/dInputs as well. Overwrites dLoss/dOutputs. */
export function backward(at: usize, parameters: usize, gradient: usize, rows: i32, wanted: i32): void {
  const program = changetype<Program>(at), begin = program.backward, end = begin + (<usize>program.backwardLayers << 2);
  for (let r = begin; r < end; r += 4) {
    const layer = changetype<Layer>(load<usize>(r));
    if (layer.inputs > 0 && (wanted || !layer.first)) packTransposed(parameters + layer.weights, layer.inputs, layer.outputs, layer.packed);
  }
  for (let from: i32 = 0; from < rows; from += program.block) {
    const m = min(program.block, rows - from), i = <usize>from;
    for (let r = begin; r < end; r += 4) {
      const layer = changetype<Layer>(load<usize>(r)), k = layer.inputs, n = layer.outputs;
      const dy = layer.dy + i * layer.dyAll, x = layer.x + i * layer.xs, dw = gradient + layer.weights;
      derive(layer.activation, layer.y + i * layer.ys, layer.ys, dy, layer.dys, m, n);
      denseGradient(x, layer.xs, dy, layer.dys, dw, dw + (<usize>(k * n) << 2), m, k, n);
      if (k > 0 && (wanted || !layer.first)) {
        const dx = layer.dx + i * layer.dxAll;
        const c = layer.dxAdds ? dx : program.zeros, cs = layer.dxAdds ? layer.dxs : 0;
        dense(dy, layer.dys, layer.packed, <usize>n << 5, 32, c, cs, dx, layer.dxs, m, n, k);
      }
    }
  }
}
