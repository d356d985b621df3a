import { BACKENDS } from '../backends/load-backend.ts';

/** What computes networks: docs/backends.md. Its name is checked where it is loaded. */
export const backendOption = { type: 'string', requiresArg: true, describe: `what computes networks: ${BACKENDS.join(', ')}` } as const;
