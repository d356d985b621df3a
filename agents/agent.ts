import type { Model, RowControl, Scene, Situation, Snapshot, Space, Step } from 'gymnasium-js';
import type { z } from 'zod';
import type { Backend, MlpOptions, Network } from '../nets/index.ts';
import type { DecisionRule } from './evolution/decision.ts';
import type { StreamOf } from './streams.ts';

/** Something that acts: writes A for every playing row. */
export interface Policy {
  act(now: Situation, action: Float32Array): void;
  /**
   * Frees what memory of its networks does not go by itself (that of TensorFlow.js, for one). It cannot act afterwards; an agent's policies still
   * can.
   */
  dispose?(): void;
}

/** A policy that asks a network: what it takes to ask it elsewhere. */
export interface NetworkPolicy extends Policy {
  readonly network: Network;
  /** What the network was made with. */
  readonly shape: MlpOptions;
  /** Between the features of an observation and the network, if anything: z = (x - mean) * scale, clipped to +-most. */
  readonly normalization: { readonly mean: Float64Array; readonly scale: Float64Array; readonly most: number } | undefined;
  /** How what the network says becomes an action, if that is no distribution's greedy one. */
  readonly decision?: DecisionRule;
}

/** What the numbers are called that a network is given, and that it gives, in their order. */
export interface NetworkNames {
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
}

export interface AgentPicture {
  readonly title: string;
  readonly scene: Scene;
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
  /** Of those that learn by generations: how many have passed. A report follows each, rather than every so many steps. */
  readonly generation?: number;
  /** Of those that can come to an end before their budget does: why there is nothing left to do, once there is nothing. */
  readonly finished?: string | undefined;
  /** What has happened to it that whoever reads its results should know, in sentences without a full stop. */
  readonly notes?: readonly string[];
  /** Called once, before the first act. */
  start?(control: RowControl): void;
  /** Follows each act exactly once. */
  learn(step: Step, control: RowControl): void;
  /** A frozen copy with its own memory and streams, so that looking at an agent never disturbs it. Greedy unless asked otherwise. */
  policy(options?: PolicyOptions): Policy;
  /** What it has become, of those that can be drawn. */
  pictures?(names?: NetworkNames): readonly AgentPicture[];
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
  /** What makes networks. `wasmBackend` if left out. */
  readonly backend?: Backend;
}

export type CreateAgent<Options> = (world: World, setup: Setup<Options>) => Agent;

/** How an agent learns in several threads over one memory. Whoever runs it starts the threads; this is what happens in them. */
export interface Threads<Options> {
  /** Whether these options ask for threads: as many as there are rows. */
  asked(options: Options): boolean;
  /** The memory that threads will share. Throws where there can be none. */
  gather(world: World, setup: Setup<Options>): Gathering;
  /** In thread `thread` of them, from 1: an agent of one row that learns in that memory. */
  join(world: World, setup: Setup<Options>, shared: unknown, thread: number): Joined;
}

/** The thread that started the others sees what they learn, and learns nothing itself. */
export interface Gathering {
  /** The agent that they are together as it was last adopted, for its policy and for checkpoints. */
  readonly agent: Agent;
  /** What `join` takes; it can be posted to a thread. */
  readonly shared: unknown;
  /** The agent becomes what they were with these parameters or, without any, what they are now. */
  adopt(parameters?: Float32Array, metrics?: Readonly<Record<string, number>>): void;
  /** Steps of all threads so far. */
  played(): number;
}

export interface Joined {
  readonly agent: Agent;
  /** What the last step of this thread was among those of all: no two steps have the same number. */
  readonly steps: number;
  /** The parameters that all share. A live view. */
  readonly parameters: Float32Array;
}

/** An agent as the list of agents knows it. */
export interface AgentSpec<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  /** Book or paper. */
  readonly source: string;
  /** Hyperparameters: each field with its default, range, and what it means. */
  readonly options: Schema;
  /** Rows that it lives in unless told otherwise: how many individuals a population has. 1 if left out. */
  readonly rows?: number | ((options: z.output<Schema>) => number);
  /** Why it cannot live in a world, if it cannot. */
  refuses(world: World): string | undefined;
  readonly create: CreateAgent<z.output<Schema>>;
  /** Of those that learn only once every row has played a segment: the steps of each row, and the option that says so. */
  segment?(options: z.output<Schema>): { readonly steps: number; readonly option: string };
  /** Of those that can learn in threads. Such runs are not reproducible. */
  readonly threads?: Threads<z.output<Schema>>;
}
