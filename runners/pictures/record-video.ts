import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, Wrapper, type Env, type ResetOptions, type RgbArray } from 'gymnasium-js';
import { writeAtomically } from '../checkpoint.ts';
import { Apng } from './apng.ts';

export interface RecordVideoOptions {
  /** Where the files go; made if it is not there. */
  readonly videoFolder: string;
  /** Which episodes are recorded, counted from 0. Default: 0, 1, 8, 27, ... 729, then 1000, 2000, ... */
  readonly episodeTrigger?: (episode: number) => boolean;
  /**
   * At which steps a recording begins, counted from 0 over all episodes: 0 is the first. Where it is given and `episodeTrigger` is not, no episode is
   * recorded for its own sake.
   */
  readonly stepTrigger?: (step: number) => boolean;
  /**
   * Pictures of a recording, over the ends of episodes. 0, the default: to the end of its episode. (Gymnasium 1.4.0 takes one more than asked
   * for.)
   */
  readonly videoLength?: number;
  /** Files are called `<namePrefix>-episode-<n>.apng` or `<namePrefix>-step-<n>.apng`. Default `rl-video`. */
  readonly namePrefix?: string;
  /** Pictures a second. Default 30. */
  readonly fps?: number;
}

/**
 * Records episodes as animated PNG files, which browsers play. Gymnasium's `RecordVideo`; it writes files, so it runs in Node and not in a
 * browser. The environment is made with `renderMode: "rgb_array"`, whose pictures have no caption: those of `gymnase record` have.
 * A file is written when its episode ends, when the next begins before that, or by `close`.
 */
export class RecordVideo<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly #folder: string;
  readonly #episodeTrigger: ((episode: number) => boolean) | undefined;
  readonly #stepTrigger: ((step: number) => boolean) | undefined;
  readonly #length: number;
  readonly #prefix: string;
  readonly #fps: number;
  #recording: { readonly name: string; readonly film: Apng } | undefined;
  #episode = -1;
  #step = -1;

  /** Throws where an option is wrong, where the environment was not made to give pixels, and where the folder cannot be made. */
  constructor(env: Env<Observation, Action>, options: RecordVideoOptions) {
    super(env);
    if (options === null || typeof options !== 'object') {
      throw new TypeError('RecordVideo needs to know where the films go, new RecordVideo(env, { videoFolder: "films" }), '
        + `and got ${describe(options)}`);
    }
    const { videoFolder, episodeTrigger, stepTrigger, videoLength = 0, namePrefix = 'rl-video', fps = 30 } = options;
    if (env.renderMode !== 'rgb_array') {
      const got = env.renderMode === undefined ? 'without a render mode' : `with "${env.renderMode}"`;
      throw new Error(`RecordVideo needs an environment that gives pixels, make(id, { renderMode: "rgb_array" }), and got one ${got}`);
    }
    if (typeof videoFolder !== 'string' || videoFolder === '') {
      throw new TypeError(`videoFolder is the name of a folder, and got ${describe(videoFolder)}`);
    }
    if (typeof namePrefix !== 'string' || /[/\\]/.test(namePrefix)) {
      throw new TypeError(`namePrefix is the beginning of a file's name, without a folder, and got ${describe(namePrefix)}`);
    }
    for (const [name, trigger] of Object.entries({ episodeTrigger, stepTrigger })) {
      if (trigger === undefined || typeof trigger === 'function') continue;
      const what = name === 'stepTrigger' ? 'steps' : 'episodes';
      throw new TypeError(`${name} is a function that says at which ${what}, such as (n) => n % 100 === 0, and got ${describe(trigger)}`);
    }
    if (!Number.isSafeInteger(videoLength) || videoLength < 0) {
      throw new RangeError(`videoLength is a whole number from 0 up, and got ${describe(videoLength)}`);
    }
    if (typeof fps !== 'number' || !(fps > 0 && fps <= 1000)) throw new RangeError(`fps is above 0 and at most 1000, and got ${describe(fps)}`);
    this.#folder = videoFolder;
    this.#episodeTrigger = episodeTrigger ?? (stepTrigger === undefined ? cappedCubic : undefined);
    this.#stepTrigger = stepTrigger;
    this.#length = videoLength;
    this.#prefix = namePrefix;
    this.#fps = fps;
    mkdirSync(videoFolder, { recursive: true });
  }

  override reset(how?: { seed?: number; options?: ResetOptions }): ReturnType<Env<Observation, Action>['reset']> {
    const begun = super.reset(how);
    this.#episode++;
    if (this.#length === 0) this.#write();
    if (this.#episodeTrigger?.(this.#episode)) this.#begin(`episode-${this.#episode}`);
    this.#shoot();
    return begun;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const stepped = super.step(action), [, , terminated, truncated] = stepped;
    this.#step++;
    if (this.#stepTrigger?.(this.#step)) this.#begin(`step-${this.#step}`);
    this.#shoot();
    if (this.#length === 0 && (terminated || truncated)) this.#write();
    return stepped;
  }

  override close(): void {
    this.#write();
    super.close();
  }

  #begin(name: string): void {
    this.#write();
    this.#recording = { name, film: new Apng() };
  }

  #shoot(): void {
    if (this.#recording === undefined) return;
    this.#recording.film.add(super.render() as RgbArray);
    if (this.#recording.film.length === this.#length) this.#write();
  }

  #write(): void {
    if (this.#recording === undefined) return;
    const { name, film } = this.#recording;
    this.#recording = undefined;
    if (film.length > 0) writeAtomically(join(this.#folder, `${this.#prefix}-${name}.apng`), film.bytes({ fps: this.#fps }));
  }
}

/** Often at first and then every thousandth. */
function cappedCubic(episode: number): boolean {
  return episode < 1000 ? Math.round(Math.cbrt(episode)) ** 3 === episode : episode % 1000 === 0;
}
