import type { Model, RowControl, Situation, Snapshot, Space, Step } from 'gymnasium-js';
import type { z } from 'zod';
import type { StreamOf } from './streams.ts';

/** Something that acts: writes A for every playing row. */
export interface Policy {
  act(now: Situation, action: Float32Array): void;
}

export interface PolicyOptions {
  /** Rows that it will be asked to act for. 1 if left out. */
  readonly rows?: number;
  /** Whether to act as while learning rather than greedily. */
  readonly stochastic?: boolean;
}

/** Something that learns. */
export interface Agent extends Policy {
  /** Dials to watch learning by, read at any time. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Called once, before the first act. */
  start?(control: RowControl): void;
  /** Follows each act exactly once. */
  learn(step: Step, control: RowControl): void;
  /** A frozen copy with its own memory and streams, so that looking at an agent never disturbs it. Greedy unless asked otherwise. */
  policy(options?: PolicyOptions): Policy;
  /** The whole memory, copied. */
  save(): Snapshot;
  load(snapshot: Snapshot): void;
}

/** An agent that keeps a table of action values can be looked into. */
export interface TabularAgent extends Agent {
  /** Q(s, a). [states x actions], a live view */
  readonly actionValues: Float64Array;
}

/** What an agent is told of the world that it will live in. */
export interface World {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** Whether some actions are forbidden in some states. */
  readonly masked?: boolean;
  readonly model?: Model;
}

export interface Setup<Options> {
  readonly rows: number;
  /** Environment steps over the whole run: what schedules run along. */
  readonly budget: number;
  readonly stream: StreamOf;
  readonly options: Options;
}

export type CreateAgent<Options> = (world: World, setup: Setup<Options>) => Agent;

/** An agent as the list of agents knows it. */
export interface AgentSpec<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  /** Book or paper. */
  readonly source: string;
  /** Hyperparameters: each field with its default, range, and what it means. */
  readonly options: Schema;
  /** Why it cannot live in a world, if it cannot. */
  refuses(world: World): string | undefined;
  readonly create: CreateAgent<z.output<Schema>>;
}
