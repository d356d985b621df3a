import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests run the sources, whatever was built. */
export const alias = {
  'gymnasium-js/basics': source('envs/basics.ts'),
  'gymnasium-js': source('envs/index.ts'),
  'gymnase/agents': source('agents/index.ts'),
  'gymnase/nets/tfjs': source('nets/tfjs/index.ts'),
  'gymnase/nets': source('nets/index.ts'),
  'gymnase/runners': source('runners/index.ts'),
};

export default defineConfig({
  resolve: { alias },
  test: { include: ['tests/**/*.test.ts'], exclude: ['tests/learning/**'], testTimeout: 30_000, maxWorkers: 2 },
});
