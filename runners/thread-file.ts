import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The file that a worker thread runs, such as `run/worker`: threads run built JavaScript, which lies beside this file where it is built, and in dist/
 * where it runs as it was written. Throws an Error where it is not there.
 */
export function threadFile(name: string): URL {
  const beside = new URL(`./${name}.js`, import.meta.url), url = existsSync(beside) ? beside : new URL(`../dist/runners/${name}.js`, import.meta.url);
  if (!existsSync(url)) throw new Error(`worker threads run built JavaScript, and ${fileURLToPath(url)} is not there: \`npm run build\` builds it`);
  return url;
}
