export * from './network.ts';
export { DivergedError } from './diverged.ts';
export { initialize } from './initialize.ts';
export { planMlp, type MlpLayer, type MlpPlan } from './mlp-layers.ts';
export * from './wasm/index.ts';
export { normal } from './draws.ts';
export * from './distributions/index.ts';
export { features, featuresRefuse, type Features } from './features.ts';
