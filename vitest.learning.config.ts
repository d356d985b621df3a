import { defineConfig } from 'vitest/config';
import { alias } from './vitest.config.ts';

/** The slow tables: learning results over many seeds. */
export default defineConfig({
  resolve: { alias },
  test: { include: ['tests/learning/**/*.test.ts'], testTimeout: 1_200_000 },
});
