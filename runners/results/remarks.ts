import type { Agent } from '../../agents/index.ts';
import type { RunSpec } from '../experiment/experiment.ts';

/** What is to be known of a run beside its numbers. Nothing, of most. */
export interface Remarks {
  /** Where its agent had nothing left to do before its budget was spent: after how many environment steps, and why. */
  readonly finished?: { readonly step: number; readonly why: string };
  /** What has happened to its agent, in sentences without a full stop. */
  readonly notes?: readonly string[];
}

/** The same of one run among others. */
export interface RunRemarks extends Remarks {
  readonly env: string;
  readonly agent: string;
  readonly seed: number;
}

/** What is to be known of an agent that has played so many of its run's steps. */
export function remarksOf({ finished: why, notes = [] }: Agent, step: number, { steps }: RunSpec): Remarks {
  return { ...(why !== undefined && step < steps && { finished: { step, why } }), ...(notes.length > 0 && { notes: [...notes] }) };
}

/** As sentences without a full stop; `steps` are those of the run's budget. */
export function toldOf({ finished, notes = [] }: Remarks, steps: number, written: (x: number) => string = String): string[] {
  return [...(finished ? [`finished after ${written(finished.step)} of ${written(steps)} steps: ${finished.why}`] : []), ...notes];
}
