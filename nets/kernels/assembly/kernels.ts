// The module: everything that is called from outside. All arithmetic on float32 of nets/ is here.
export { forward, forwardEach, backward } from './network';
export { dense } from './dense';
export { pack, packTransposed } from './pack';
export { denseGradient } from './gradient';
export { activate, derive } from './activations';
export { sgd, momentum, rmsprop, adam } from './optimizers';
export { firstNotFinite, squares, scale, polyak } from './vectors';

/** The first byte that is free: below it lie the module's own constants. */
export function freeFrom(): usize { return __heap_base; }
