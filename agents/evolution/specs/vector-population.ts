import { featuresRefuse, wasmBackend } from '../../../nets/index.ts';
import type { Agent, Setup, World } from '../../agent.ts';
import { decisionRefuses } from '../decision.ts';
import { refuseIdle, type GenerationOptions, type GenomeNetworkOptions } from '../options.ts';
import { Population } from '../population.ts';
import type { Strategy } from '../strategy.ts';
import { VectorSpecies } from '../vector-species.ts';

/** What a strategy over flat genomes is given. */
export interface VectorSetup {
  readonly species: VectorSpecies;
  readonly populationSize: number;
  readonly stream: Setup<unknown>['stream'];
  /** How much of the budget is gone, from 0 to 1. */
  readonly progress: () => number;
}

/** Why genomes of networks cannot live in a world, if they cannot. */
export function refusesGenomes(name: string, { observationSpace, actionSpace, masked = false }: World): string | undefined {
  const unseen = featuresRefuse(observationSpace);
  return unseen === undefined ? decisionRefuses(name, actionSpace, masked) : `${name} evolves networks. ${unseen}`;
}

/**
 * A population whose genomes are the parameters of a network. `usual` is how many rows to try where there are too few, `validateMean` whether the
 * strategy's mean may become champion.
 */
export function vectorPopulation<Options extends GenerationOptions & GenomeNetworkOptions>(
  { name, usual, validateMean = true }: { name: string; usual: number; validateMean?: boolean }, world: World, setup: Setup<Options>,
  strategyOf: (setup: VectorSetup) => Strategy & { readonly mean: Float64Array },
): Agent {
  const { rows, stream, options, backend = wasmBackend } = setup;
  if (rows < 2) throw new RangeError(`${name} evolves a population, whose individuals are the rows, and ${rows} is none; try ${usual} rows`);
  refuseIdle(name, rows, options);
  const species = new VectorSpecies(world, { backend, stream }, options);
  let fraction = 0;
  const strategy = strategyOf({ species, populationSize: rows, stream, progress: () => fraction }), { mean } = strategy;
  return new Population({ strategy, species, progress: (now) => { fraction = now; }, ...(validateMean && { others: () => [mean] }) }, setup, options);
}
