/** A network has left the finite numbers: an output, a gradient or a parameter is NaN or infinite. Its message says where. */
export class DivergedError extends RangeError {
  override readonly name = 'DivergedError';
}
