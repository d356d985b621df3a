import type { Random } from '../random/index.ts';
import type { Scene } from '../scene/scene.ts';
import type { Space } from '../spaces/space.ts';
import type { Info, ResetOptions } from './dynamics.ts';
import type { EnvSpec } from '../registry.ts';
import type { Snapshot } from './snapshot.ts';

export type RenderMode = 'ansi' | 'svg';

/**
 * Gymnasium's environment. Anything of this shape plugs in, whether or not it was made here: `reset` begins an episode and gives
 * [observation, info], `step` plays one action and gives [observation, reward, terminated, truncated, info].
 */
export interface Env<Observation = unknown, Action = unknown> {
  readonly observationSpace: Space<Observation>;
  readonly actionSpace: Space<Action>;
  readonly renderMode?: RenderMode | undefined;
  readonly spec?: EnvSpec | undefined;
  /** NumPy's generator, which everything random here is drawn from. */
  readonly npRandom?: Random | undefined;
  reset(how?: { seed?: number; options?: ResetOptions }): [observation: Observation, info: Info];
  step(action: Action): [observation: Observation, reward: number, terminated: boolean, truncated: boolean, info: Info];
  /** A picture of now, in the render mode that the environment was made with. */
  render?(): string;
  /** The same picture as data. */
  scene?(): Scene;
  outcome?(): string;
  close(): void;
  /** Offered where an episode can be saved in the middle and gone on with elsewhere. */
  save?(): Snapshot;
  load?(snapshot: Snapshot): void;
}
