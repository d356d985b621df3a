export { CHECKS, NOT_CHECKED, type Check, type CheckName } from './list.ts';
export { CheckError } from './report.ts';
export { checkEnv, type CheckEnvOptions } from './check-env.ts';
export { checkDynamics, type CheckDynamicsOptions } from './check-dynamics.ts';
export { checkEnvironmentsMatch, type MatchOptions } from './environments-match.ts';
