// Builds everything: WebAssembly first (it becomes a TypeScript file), then the packages in their order.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const run = (command, ...args) => {
  const { status, error } = spawnSync(process.execPath, [command, ...args], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

/** Compiles an AssemblyScript module (its folder is its own) and embeds it, so that it loads synchronously anywhere with no file to fetch. */
function embed(source, target, ...options) {
  const modified = (file) => statSync(file).mtimeMs, folder = dirname(source);
  const made = [...readdirSync(folder).map((file) => join(folder, file)), 'package-lock.json', 'scripts/build.mjs'];
  if (existsSync(target) && modified(target) > Math.max(...made.map(modified))) return;
  const wasm = target.replace(/\.ts$/, '');
  run('node_modules/assemblyscript/bin/asc.js', source, '--outFile', wasm, '-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '1', ...options);
  const base64 = readFileSync(wasm).toString('base64');
  writeFileSync(target, `// Made from ${source} by scripts/build.mjs.\nexport const WASM = '${base64}';\n`);
}

embed('envs/math/assembly/math.ts', 'envs/math/math.wasm.ts');
embed('envs/random/assembly/pcg64.ts', 'envs/random/pcg64.wasm.ts');
const vectors = ['--enable', 'simd', '--importMemory', '--noExportMemory'];
embed('nets/kernels/assembly/kernels.ts', 'nets/kernels/kernels.wasm.ts', ...vectors);
embed('nets/kernels/assembly/kernels.ts', 'nets/kernels/kernels-shared.wasm.ts', ...vectors, '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536');
run('node_modules/typescript/bin/tsc', '--build', 'tsconfig.json');
chmodSync('dist/runners/cli.js', 0o755);
