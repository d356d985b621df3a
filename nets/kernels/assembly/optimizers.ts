// One step of an optimizer over n numbers: p parameters, g their gradient, the rest its memory. Numbers that depend on the step alone come ready
// made.
import { mulAdd, store4 } from './lanes';

/** p -= alpha g */
export function sgd(p: usize, g: usize, n: i32, alpha: f32): void {
  const minus = f32x4.splat(-alpha);
  for (; n > 0; n -= 4, p += 16, g += 16) store4(p, mulAdd(v128.load(p), minus, v128.load(g)), n);
}

/** b <- mu b + g;  p -= alpha b, or with Nesterov's look ahead p -= alpha (g + mu b).      Sutskever et al. (2013), as PyTorch writes it */
export function momentum(p: usize, g: usize, b: usize, n: i32, alpha: f32, mu: f32, nesterov: i32): void {
  const minus = f32x4.splat(-alpha), mu4 = f32x4.splat(mu);
  for (; n > 0; n -= 4, p += 16, g += 16, b += 16) {
    const gradient = v128.load(g), velocity = mulAdd(gradient, mu4, v128.load(b));
    store4(b, velocity, n);
    store4(p, mulAdd(v128.load(p), minus, nesterov ? mulAdd(gradient, mu4, velocity) : velocity), n);
  }
}

/** v <- rho v + (1 - rho) g^2;  b <- mu b + g / (sqrt v + epsilon), or g / sqrt(v + epsilon) inside;  p -= alpha b      Tieleman & Hinton (2012) */
export function rmsprop(p: usize, g: usize, v: usize, b: usize, n: i32, alpha: f32, rho: f32, rest: f32, epsilon: f32, inside: i32, mu: f32): void {
  const minus = f32x4.splat(-alpha), rho4 = f32x4.splat(rho), rest4 = f32x4.splat(rest), epsilon4 = f32x4.splat(epsilon), mu4 = f32x4.splat(mu);
  for (; n > 0; n -= 4, p += 16, g += 16, v += 16) {
    const gradient = v128.load(g);
    const square = mulAdd(f32x4.mul(rho4, v128.load(v)), rest4, f32x4.mul(gradient, gradient));
    store4(v, square, n);
    const root = inside ? f32x4.sqrt(f32x4.add(square, epsilon4)) : f32x4.add(f32x4.sqrt(square), epsilon4);
    let move = f32x4.div(gradient, root);
    if (mu > 0) {
      move = mulAdd(move, mu4, v128.load(b));
      store4(b, move, n);
      b += 16;
    }
    store4(p, mulAdd(v128.load(p), minus, move), n);
  }
}

/**
 * m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;  p <- p - decay p - alpha' m / (sqrt(v) c + epsilon)
 * with alpha' = alpha / (1 - beta1^t), c = 1 / sqrt(1 - beta2^t), decay = alpha weightDecay.      Kingma & Ba (2015); Loshchilov & Hutter (2019)
 */
export function adam(
  p: usize, g: usize, m: usize, v: usize, n: i32, alpha: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, c: f32, epsilon: f32, decay: f32,
): void {
  const minus = f32x4.splat(-alpha), b1 = f32x4.splat(beta1), r1 = f32x4.splat(rest1), b2 = f32x4.splat(beta2), r2 = f32x4.splat(rest2);
  const c4 = f32x4.splat(c), epsilon4 = f32x4.splat(epsilon), decay4 = f32x4.splat(-decay);
  for (; n > 0; n -= 4, p += 16, g += 16, m += 16, v += 16) {
    const gradient = v128.load(g);
    const mean = mulAdd(f32x4.mul(b1, v128.load(m)), r1, gradient);
    const square = mulAdd(f32x4.mul(b2, v128.load(v)), r2, f32x4.mul(gradient, gradient));
    store4(m, mean, n);
    store4(v, square, n);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(square), c4), epsilon4);
    const old = v128.load(p);
    store4(p, f32x4.add(mulAdd(old, decay4, old), f32x4.div(f32x4.mul(minus, mean), root)), n);
  }
}
