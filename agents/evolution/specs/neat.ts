import { z } from 'zod';
import type { AgentSpec } from '../../agent.ts';
import { above0, choice, flag, whole } from '../../fields.ts';
import { scheduled, within } from '../../schedule.ts';
import { genomeScene, neat as strategy, ACTIVATIONS, PRESETS, speciesScene, type Neat, type PresetName, type SpeciesSizes } from '../neat/index.ts';
import { NeatSpecies } from '../neat-species.ts';
import { generationOptions, refuseIdle, validateMean } from '../options.ts';
import { Population } from '../population.ts';
import { refusesGenomes } from './vector-population.ts';

/** Null: what the preset says. */
const preset = <T extends z.ZodType>(field: T, description: string) => (
  field.nullable().default(null as never).describe(`${description}; null: the preset's`)
);
const probability = within({ least: 0, most: 1 }), from0 = within({ least: 0, most: 1e9 });

const neatOptions = z.strictObject({
  ...generationOptions,
  validateMean,
  preset: choice(Object.keys(PRESETS) as PresetName[]).default('canonical')
    .describe('where all else comes from: the paper\'s parameters for 150 networks, or for 1,000 (canonical-large)'),
  feedForward: preset(flag(), 'whether no connection closes a cycle'),
  activationDefault: preset(choice(ACTIVATIONS), 'of hidden nodes and outputs'),
  bias: preset(from0, 'what one more sensor always sees; 0: there is none'),
  initialConnection: preset(choice(['full', 'unconnected']), 'what the first genomes have'),
  weightInitRange: preset(from0, 'weights of the first genomes are uniform in +- this'),
  compatibilityDisjointCoefficient: preset(from0, 'c1 and c2 of the distance: of genes that one alone has'),
  compatibilityWeightCoefficient: preset(from0, 'c3 of the distance: of how much common weights differ'),
  compatibilityThreshold: preset(above0, 'genomes nearer than this are of one species'),
  compatibilityNormalize: preset(flag(), 'whether genes that one alone has are divided by the number of genes, from 20 on'),
  speciesRepresentative: preset(
    choice(['random', 'champion']), 'by whom a newborn is compared with a species: someone of its last generation, or its fittest',
  ),
  compatibilityModifier: preset(from0, 'by how much the threshold moves towards targetSpecies'),
  targetSpecies: preset(whole(0), 'how many species there should be; 0: the threshold stays'),
  maxStagnation: preset(whole(1), 'generations without a fitter champion after which a species is stale'),
  speciesElitism: preset(whole(0), 'so many of the fittest species are never stale'),
  staleFactor: preset(probability, 'what the fitness of a stale species is multiplied by'),
  refocusAfter: preset(whole(0), 'generations without a fitter genome after which the two fittest champions alone have offspring; 0: never'),
  youngAge: preset(whole(0), 'species up to this age have their fitness multiplied by youngFactor'),
  youngFactor: preset(above0, 'what the fitness of young species is multiplied by'),
  resetOnExtinction: preset(flag(), 'when all species have died out: begin anew, or stop'),
  survivalThreshold: preset(probability, 'the share of a species that may have offspring'),
  rankSharingPower: preset(from0, '0: species have offspring by fitness; above 0: by rank, to this power, as where returns are below 0'),
  elitism: preset(whole(0), 'how many of a large species\' fittest go on unchanged'),
  elitismAbove: preset(whole(0), 'a species is large with more offspring than this'),
  newbornsMate: preset(flag(), 'whether offspring that came into a species before its turn to breed are among its parents'),
  mutateOnlyProb: preset(probability, 'how likely an offspring has one parent and is mutated'),
  mateOnlyProb: preset(probability, 'how likely an offspring of two parents is not mutated'),
  mateMultipointProb: preset(probability, 'how likely common genes are mixed rather than averaged'),
  mateBlendAlpha: preset(
    within({ least: 0, most: 1e6 }),
    'rather than averaged, by how much of its length the interval between common weights is made longer on both sides',
  ),
  interspeciesMateRate: preset(probability, 'how likely the second parent is of another species'),
  mutateLinkWeightsProb: preset(probability, 'how likely the weights of an offspring are mutated'),
  weightMutateMode: preset(
    choice(['paper', 'program']),
    'how weights are mutated: by weightMutateRate and weightReplaceRate, or by the rates that stand in Stanley\'s program',
  ),
  weightMutateRate: preset(probability, 'of mode paper: how likely a weight is moved'),
  weightReplaceRate: preset(probability, 'of mode paper: how likely a weight is drawn anew'),
  weightMutatePower: preset(scheduled({ least: 0, most: 1e9 }), 'how far a weight is moved, at most, or a schedule'),
  weightMaxValue: preset(above0, 'weights stay within plus and minus this'),
  nodeAddProb: preset(probability, 'how likely an offspring gets another node'),
  connAddProb: preset(probability, 'how likely it gets another connection'),
  recurOnlyProb: preset(probability, 'how likely that one is recurrent'),
  mutateToggleEnableProb: preset(probability, 'how likely a connection is switched on or off'),
  mutateGeneReenableProb: preset(probability, 'how likely the oldest connection that is off is switched on'),
  targetFitness: z.number().nullable().default(null).describe('stops at this fitness; null: never'),
});

/** Generations counted from 1, as metrics count them. */
const fromOne = (sizes: SpeciesSizes): SpeciesSizes => ({ ...sizes, generations: sizes.generations.map((t) => t + 1) });

/** Where all species have died out, and it has begun anew. (Where it has not, that is its end.) */
function extinctionsTold({ metrics: { extinctions = 0 }, settings }: Neat): string[] {
  if (extinctions === 0 || !settings.resetOnExtinction) return [];
  return [`all species died out ${extinctions === 1 ? 'once, and it began anew' : `${extinctions} times, and it began anew each time`}`];
}

export const neat: AgentSpec<typeof neatOptions> = {
  name: 'neat',
  description: 'NEAT: networks that begin small and grow, in species that protect what is new',
  source: 'Stanley & Miikkulainen (2002), "Evolving neural networks through augmenting topologies"',
  options: neatOptions,
  rows: ({ preset: name }) => PRESETS[name].populationSize,
  refuses: (world) => refusesGenomes('neat', world),
  create(world, setup) {
    const { rows, stream, options } = setup;
    const {
      episodes: _e, commonSeeds: _c, halvings: _h, validationEpisodes: _v, validateMean: hasMean, targetFitness, preset: name, ...given
    } = options;
    if (rows < 2) throw new RangeError(`neat evolves a population, whose individuals are the rows, and ${rows} is none; try 150 rows`);
    refuseIdle('neat', rows, options);
    const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
    const species = new NeatSpecies(world, given.activationDefault ?? PRESETS[name].activationDefault);
    let fraction = 0;
    const evolution = strategy({
      ...said, preset: name, inputs: species.inputs, outputs: species.outputs, populationSize: rows, stream, progress: () => fraction,
      ...(targetFitness !== null && { fitnessThreshold: targetFitness }),
    });
    return new Population({
      strategy: evolution, species, progress: (now) => { fraction = now; }, ...(hasMean && { others: () => [evolution.mean!] }),
      notes: () => extinctionsTold(evolution),
      pictures: (champion, names) => [
        { title: 'the champion\'s network', scene: genomeScene(champion, names) },
        { title: 'the species of all generations', scene: speciesScene(fromOne(evolution.speciesHistory.sizes)) },
      ],
    }, setup, options);
  },
};
