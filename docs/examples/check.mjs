import { checkDynamics, checkEnv } from 'gymnasium-js';
import { Pig } from './pig.mjs';
import { pond } from './pond.mjs';

const warnings = [...checkDynamics(pond()), ...checkEnv(new Pig(), { remake: () => new Pig() })];
console.log(warnings.length === 0 ? 'the pond and Pig pass every check' : warnings.join('\n'));
