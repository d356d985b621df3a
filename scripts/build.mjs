// Builds everything: WebAssembly first (it becomes a TypeScript file), then the packages in their order.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';

const run = (command, ...args) => {
  const { status, error } = spawnSync(process.execPath, [command, ...args], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

/** Compiles an AssemblyScript module and embeds it, so that it loads synchronously anywhere with no file to fetch. */
function embed(source, target) {
  const modified = (file) => statSync(file).mtimeMs;
  if (existsSync(target) && modified(target) > Math.max(...[source, 'package-lock.json', 'scripts/build.mjs'].map(modified))) return;
  const wasm = target.replace(/\.ts$/, '');
  run('node_modules/assemblyscript/bin/asc.js', source, '--outFile', wasm, '-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '1');
  const base64 = readFileSync(wasm).toString('base64');
  writeFileSync(target, `// Made from ${source} by scripts/build.mjs.\nexport const WASM = '${base64}';\n`);
}

embed('envs/math/assembly/math.ts', 'envs/math/math.wasm.ts');
embed('envs/random/assembly/pcg64.ts', 'envs/random/pcg64.wasm.ts');
run('node_modules/typescript/bin/tsc', '--build', 'tsconfig.json');
chmodSync('dist/runners/cli.js', 0o755);
