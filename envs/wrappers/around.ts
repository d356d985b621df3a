import { checkRules } from '../core/check-rules.ts';
import type { Dynamics } from '../core/dynamics.ts';

/**
 * Dynamics around others: what `change` leaves out is that of the inner ones. `memory` more numbers lie at the end of the state row, for what
 * the outer ones must remember. The model is left out: it tells of the inner world.
 */
export function around(inner: Dynamics, change: Partial<Dynamics>, memory = 0): Dynamics {
  checkRules(inner);
  const own = innerState(inner, memory);
  return {
    observationSpace: inner.observationSpace,
    actionSpace: inner.actionSpace,
    stateSize: inner.stateSize + memory,
    reset: (state, random, options) => inner.reset(own(state), random, options),
    step: (state, action, random) => inner.step(own(state), action, random),
    terminal: (state) => inner.terminal(own(state)),
    observe: (state, observation) => inner.observe(own(state), observation),
    ...(inner.mask && { mask: (state: Float64Array, mask: Uint8Array) => inner.mask!(own(state), mask) }),
    ...(inner.outcome && { outcome: (state: Float64Array) => inner.outcome!(own(state)) }),
    ...(inner.info && { info: (state: Float64Array) => inner.info!(own(state)) }),
    ...(inner.render && { render: (state: Float64Array) => inner.render!(own(state)) }),
    ...change,
  };
}

/** The dynamics, if they are some. Throws a CheckError otherwise. */
export function rules(dynamics: Dynamics): Dynamics {
  checkRules(dynamics);
  return dynamics;
}

/** The part of a state row that belongs to the inner dynamics. A view of each row is kept: a new one for every call would cost more than the step. */
export function innerState(inner: Dynamics, memory: number): (state: Float64Array) => Float64Array {
  if (memory === 0) return (state) => state;
  const { stateSize } = inner, views = new WeakMap<Float64Array, Float64Array>();
  let last: Float64Array | undefined, view: Float64Array;
  return (state) => {
    if (state === last) return view;
    const known = views.get(state);
    view = known ?? state.subarray(0, stateSize);
    if (known === undefined) views.set(state, view);
    last = state;
    return view;
  };
}
