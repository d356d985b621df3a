#!/usr/bin/env node
import { main } from './main.ts';

// A reader that has seen enough (`gymnase list envs | head -1`) is no failure; a disk that is full is one.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
  process.stderr.write(`gymnase: cannot write what there is to say: ${message}\n`);
  process.exit(1);
});
// Whether anybody reads how a run is getting on changes nothing about the run.
process.stderr.on('error', () => {});

process.exitCode = await main(process.argv.slice(2));
