import { describe } from 'gymnasium-js/basics';
import type { NeatGenome } from './genome.ts';
import { ACTIVATIONS, type Activation } from './network.ts';
import { Structure, type Gene, type Shape } from './structure.ts';

/** A genome as a file holds it. Nodes are numbers: inputs from 0 on, then the bias if it is not 0, then outputs; all others are hidden. */
export interface GenomeJson {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly inputs: number;
  readonly outputs: number;
  /** The constant that the bias node sees; 0: there is none. */
  readonly bias: number;
  readonly feedForward: boolean;
  readonly activation: Activation;
  /** By innovation number, upwards. */
  readonly genes: readonly GeneJson[];
}

export interface GeneJson {
  readonly innovation: number;
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly enabled: boolean;
  readonly recurrent: boolean;
}

const FORMAT = 'gymnase-neat-genome', VERSION = 1;

/** The genome as data for `JSON.stringify`. */
export function genomeToJson({ structure, weights, enabled }: NeatGenome): GenomeJson {
  const { inputs, outputs, bias, feedForward, activation } = structure.shape;
  return {
    format: FORMAT, version: VERSION, inputs, outputs, bias, feedForward, activation,
    genes: structure.genes.map(({ innovation, from, to, recurrent }, g) => (
      { innovation, from, to, weight: weights[g], enabled: enabled[g] === 1, recurrent: recurrent === 1 }
    )),
  };
}

/** The genome that `genomeToJson` wrote, from its data or its text. Throws a RangeError that says what is wrong with it. */
export function genomeFromJson(json: unknown): NeatGenome {
  const data = typeof json === 'string' ? parsed(json) : json;
  if (!isObject(data) || data.format !== FORMAT) {
    throw wrong(`it does not say that it is one: "format" is ${JSON.stringify(FORMAT)}, and got ${describe(isObject(data) ? data.format : data)}`);
  }
  if (data.version !== VERSION) throw wrong(`it is of version ${describe(data.version)}, and this gymnase reads version ${VERSION}`);
  const { inputs, outputs, bias, feedForward, activation, genes: list } = data;
  if (!isCount(inputs) || inputs === 0) throw wrong(`"inputs" is a whole number from 1 up, and got ${describe(inputs)}`);
  if (!isCount(outputs) || outputs === 0) throw wrong(`"outputs" is a whole number from 1 up, and got ${describe(outputs)}`);
  if (!isNumber(bias)) throw wrong(`"bias" is a number, and got ${describe(bias)}`);
  if (typeof feedForward !== 'boolean') throw wrong(`"feedForward" is true or false, and got ${describe(feedForward)}`);
  if (!ACTIVATIONS.includes(activation as Activation)) throw wrong(`"activation" is one of ${ACTIVATIONS.join(', ')}, and got ${describe(activation)}`);
  if (!Array.isArray(list)) throw wrong(`"genes" is a list, and got ${describe(list)}`);
  const shape: Shape = { inputs, outputs, bias, sensors: inputs + (bias === 0 ? 0 : 1), feedForward, activation: activation as Activation };
  const genes = list.map((entry: unknown, g) => gene(entry, g));
  const genome = {
    structure: built(shape, genes), weights: genes.map(({ weight }) => weight), enabled: genes.map(({ enabled }) => Number(enabled)),
  };
  validate(genome);
  return genome;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(`it is no JSON (${error instanceof Error ? error.message : String(error)}); it may have been cut off`);
  }
}

function gene(entry: unknown, g: number): GeneJson {
  if (!isObject(entry)) throw wrong(`gene ${g} is an object, and got ${describe(entry)}`);
  const { innovation, from, to, weight, enabled, recurrent } = entry;
  for (const [name, value] of Object.entries({ innovation, from, to })) {
    if (!isCount(value)) throw wrong(`"${name}" of gene ${g} is a whole number from 0 up, and got ${describe(value)}`);
  }
  if (!isNumber(weight)) throw wrong(`"weight" of gene ${g} is a finite number, and got ${describe(weight)}`);
  for (const [name, value] of Object.entries({ enabled, recurrent })) {
    if (typeof value !== 'boolean') throw wrong(`"${name}" of gene ${g} is true or false, and got ${describe(value)}`);
  }
  return entry as unknown as GeneJson;
}

const built = (shape: Shape, genes: readonly GeneJson[]): Structure => new Structure(shape, genes.map(({ innovation, from, to, recurrent }): Gene => (
  { innovation, from, to, recurrent: Number(recurrent) }
)));

/**
 * Throws a RangeError if this cannot be a genome: two genes with one innovation number or one connection, numbers that do not rise, a connection
 * into a sensor, a hidden node into which or out of which nothing leads, a cycle of genes that are not recurrent, a recurrent gene in a
 * feed-forward network, or a weight that is no finite number.
 */
export function validate({ structure, weights, enabled }: NeatGenome): void {
  const { genes, shape, hidden } = structure, seen = new Set<string>();
  if (weights.length !== genes.length || enabled.length !== genes.length) {
    throw wrong(`${genes.length} genes have ${weights.length} weights and ${enabled.length} marks of being enabled`);
  }
  genes.forEach(({ innovation, from, to, recurrent }, g) => {
    const name = `gene ${g} (${from} to ${to}, innovation ${innovation})`;
    if (g > 0 && innovation <= genes[g - 1].innovation) throw wrong(`${name} does not have a higher innovation number than the one before it`);
    if (to < shape.sensors) throw wrong(`${name} ends in an input or the bias, and these have no connections into them`);
    if (seen.has(`${from} ${to}`)) throw wrong(`${name} is there twice`);
    if (recurrent === 1 && shape.feedForward) throw wrong(`${name} is recurrent, and the network is feed-forward`);
    if (!Number.isFinite(weights[g])) throw wrong(`the weight of ${name} is a finite number, and got ${weights[g]}`);
    if (enabled[g] !== 0 && enabled[g] !== 1) throw wrong(`${name} is enabled (1) or not (0), and got ${describe(enabled[g])}`);
    seen.add(`${from} ${to}`);
  });
  for (const node of hidden) {
    if (!genes.some(({ from, to }) => to === node && from !== node)) throw wrong(`no other node leads to hidden node ${node}`);
    if (!genes.some(({ from, to }) => from === node && to !== node)) throw wrong(`hidden node ${node} leads to no other node`);
  }
  try {
    void structure.order;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

const isObject = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === 'object' && x !== null && !Array.isArray(x);
const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);
const isCount = (x: unknown): x is number => typeof x === 'number' && Number.isInteger(x) && x >= 0;
const wrong = (what: string): RangeError => new RangeError(`this is no genome of NEAT: ${what}`);
