import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';

export const alias = { 'gymnasium-js': fileURLToPath(new URL('envs/index.ts', import.meta.url)) };

export default defineConfig({
  resolve: { alias },
  test: { include: ['tests/**/*.test.ts'], exclude: ['tests/learning/**'], testTimeout: 30_000 },
});
