#!/usr/bin/env node
import { main } from './main.ts';

// A reader that has seen enough (`gymnase list envs | head -1`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); else throw error; });

process.exitCode = await main(process.argv.slice(2));
