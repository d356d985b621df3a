import { normal } from './draws.ts';
import type { MlpLayer, MlpPlan } from './mlp-layers.ts';
import type { Draw, Initializer } from './network.ts';

type Fill = (w: Float64Array, inputs: number, outputs: number, draw: Draw) => void;

/** Weights [inputs x outputs] before the gain. The variance of `xavier` is 2 / (inputs + outputs), that of `he` 2 / inputs. */
const FILL: Record<Initializer, Fill> = {
  orthogonal,
  xavierUniform: (w, inputs, outputs, draw) => uniform(w, Math.sqrt(6 / (inputs + outputs)), draw),
  xavierNormal: (w, inputs, outputs, draw) => gaussian(w, Math.sqrt(2 / (inputs + outputs)), draw),
  heUniform: (w, inputs, _, draw) => uniform(w, Math.sqrt(6 / inputs), draw),
  heNormal: (w, inputs, _, draw) => gaussian(w, Math.sqrt(2 / inputs), draw),
  uniform: (w, inputs, _, draw) => uniform(w, 1 / Math.sqrt(inputs), draw),
};

/** Writes the initial parameters of all layers, in the order of the flat vector. [size] */
export function initialize(plan: MlpPlan, draw: Draw, parameters: Float32Array): void {
  for (const layer of plan.layers) initializeLayer(plan.init, layer, draw, parameters);
}

function initializeLayer(init: Initializer, { inputs, outputs, offset, gain, constant }: MlpLayer, draw: Draw, parameters: Float32Array): void {
  const biases = offset + inputs * outputs;
  if (constant !== undefined) {
    parameters.fill(constant, biases, biases + outputs);
    return;
  }
  const w = new Float64Array(inputs * outputs), b = new Float64Array(outputs);
  FILL[init](w, inputs, outputs, draw);
  if (init === 'uniform') uniform(b, 1 / Math.sqrt(inputs), draw);
  for (let i = 0; i < w.length; i++) parameters[offset + i] = gain * w[i];
  for (let k = 0; k < outputs; k++) parameters[biases + k] = gain * b[k];
}

function uniform(w: Float64Array, bound: number, draw: Draw): void {
  for (let i = 0; i < w.length; i++) w[i] = bound * (2 * draw.random() - 1);
}

function gaussian(w: Float64Array, deviation: number, draw: Draw): void {
  for (let i = 0; i < w.length; i++) w[i] = deviation * normal(draw);
}

/**
 * Evenly drawn among the matrices with orthonormal columns, or rows where there are more columns: Gram-Schmidt on normal numbers, whose
 * triangular factor has a positive diagonal as it must for that (Mezzadri 2007, "How to generate random matrices from the classical compact groups").
 */
function orthogonal(w: Float64Array, inputs: number, outputs: number, draw: Draw): void {
  const length = Math.max(inputs, outputs), count = Math.min(inputs, outputs);
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const v = Float64Array.from({ length }, () => normal(draw));
    for (let twice = 0; twice < 2; twice++) {              // the second time removes what rounding left of the first
      for (const u of vectors) {
        const along = dot(u, v);
        for (let i = 0; i < length; i++) v[i] -= along * u[i];
      }
    }
    const norm = Math.sqrt(dot(v, v));
    vectors.push(v.map((x) => x / norm));
  }
  vectors.forEach((v, k) => v.forEach((x, i) => { w[inputs >= outputs ? i * outputs + k : k * outputs + i] = x; }));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
