export { tfjsBackend } from './backend.ts';
export { tfjsNetwork } from './layers-model.ts';
export { layersModelFiles, mlpParameters, type ModelFiles } from './model-files.ts';
export type { LayersModel, TensorFlow } from './tensorflow.ts';
export type { TfjsNetwork } from './tfjs-network.ts';
