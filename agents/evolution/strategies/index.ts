export { cmaEs, type CmaEs, type CmaEsOptions } from './cma-es.ts';
export type { CmaParameters } from './cma-parameters.ts';
export type { CmaStopOptions } from './cma-stops.ts';
export { openaiEs, type ByGeneration, type OpenaiEs, type OpenaiEsOptions } from './openai-es.ts';
