import type { Random, Seed } from '../random/index.ts';
import type { Scene } from '../scene/scene.ts';
import type { Space } from '../spaces/space.ts';
import type { Info } from './dynamics.ts';
import type { EnvSpec } from '../registry.ts';
import type { ResetArguments } from './reset.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What `render` gives: `ansi` coloured text for a terminal, `svg` a drawing as text, `rgb_array` pixels, and `human` nothing, because each
 * `reset` and `step` shows its picture by itself, as coloured text on the console.
 */
export type RenderMode = 'ansi' | 'svg' | 'rgb_array' | 'human';

/** What is known of an environment's pictures. */
export interface Metadata {
  readonly renderModes: readonly RenderMode[];
  /** Steps a second at which they look natural, where that is known. */
  readonly renderFps?: number;
}

/** Red, green and blue of every pixel, 0 to 255, row by row from the top. [height x width x 3] */
export interface RgbArray { readonly width: number; readonly height: number; readonly data: Uint8Array }

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
  /** What that generator was seeded with; -1 where it was set in another way. */
  readonly npRandomSeed?: Seed | undefined;
  readonly metadata?: Metadata | undefined;
  /** The environment inside all wrappers. */
  readonly unwrapped?: Env | undefined;
  reset(how?: ResetArguments): [observation: Observation, info: Info];
  step(action: Action): [observation: Observation, reward: number, terminated: boolean, truncated: boolean, info: Info];
  /** A picture of now, in the render mode that the environment was made with: text in `ansi` and `svg`, pixels in `rgb_array`, nothing in `human`. */
  render?(): string | RgbArray | undefined;
  /** The same picture as data. */
  scene?(): Scene;
  outcome?(): string;
  close(): void;
  /** Offered where an episode can be saved in the middle and gone on with elsewhere. */
  save?(): Snapshot;
  load?(snapshot: Snapshot): void;
}
