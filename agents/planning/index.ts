export { evaluatePolicy, type ExactEvaluation } from './evaluate-policy.ts';
export { greedyActions, valueIteration, type Optimum } from './value-iteration.ts';
