export { Random } from './random.ts';
export type { ChoiceOptions, IntegersOptions } from './random.ts';
export type { IntegerArrays, IntegerType } from './integers.ts';
export { SeedSequence } from './seed-sequence.ts';
export { checkSeed, freshSeed } from './seed.ts';
export type { Seed } from './seed.ts';
