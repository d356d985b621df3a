import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import util from 'node:util';
import { UsageError } from '../usage-error.ts';

export const NATIVE_VERSION = '4.22.0';
export type NativePackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

/** What tfjs-node and tfjs-node-gpu export, as far as it tells which of them computes, and whether on a GPU. */
interface Native { backend(): { isGPUPackage?: boolean; isUsingGpuDevice?: boolean } }

/**
 * TensorFlow.js over TensorFlow's C library, from `folder` or from where gymnase is installed. It is no dependency: its installation downloads
 * a library of some hundred megabytes.
 * @throws UsageError with the command that installs it, or with what is broken about it
 */
export function requireNative(name: NativePackage, folder: string): unknown {
  const path = find(name, folder);
  if (path === undefined) {
    throw new UsageError(`${name} is not installed, neither in ${folder} nor beside gymnase. \`npm install ${name}@${NATIVE_VERSION}\` installs it.`);
  }
  restoreUtil();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';                // warnings and errors; TensorFlow greets with its build options otherwise
  let tf: Native;
  try {
    tf = createRequire(path)(path) as Native;
  } catch (error) {
    throw new UsageError(`${name} is installed (${path}) and broken: ${faultOf(error, name)}`, { cause: error });
  }
  const gpu = name === '@tensorflow/tfjs-node-gpu';
  if (tf.backend().isGPUPackage !== gpu) {
    throw new UsageError(`${name} cannot be used where @tensorflow/tfjs-node${gpu ? '' : '-gpu'} has been loaded: they share one engine, `
      + 'which keeps the first. Use one in a process.');
  }
  if (gpu && tf.backend().isUsingGpuDevice !== true) {
    throw new UsageError(`${name} is installed and finds no GPU, so it would compute on the processor as tfjs-node does. `
      + 'It needs an NVIDIA driver (does `nvidia-smi` show the card?), CUDA 11.2 and cuDNN 8.1 where the loader finds them (LD_LIBRARY_PATH). '
      + 'Or try --backend tfjs-node.');
  }
  return tf;
}

function find(name: string, folder: string): string | undefined {
  for (const from of [join(resolve(folder), 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(name);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`)) continue;
      throw new UsageError(`${name} is installed and broken: ${faultOf(error, name as NativePackage)}`, { cause: error });
    }
  }
  return undefined;
}

/** tfjs-node 4.22 calls these two, which Node 23 took away. */
function restoreUtil(): void {
  const shared = util as unknown as Record<string, unknown>;
  shared.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  shared.isArray ??= Array.isArray;
}

/** What is wrong with a package that does not load, and what to try. */
function faultOf(error: unknown, name: NativePackage): string {
  const message = error instanceof Error ? error.message : String(error), [line] = message.split('\n');
  const again = `\`npm rebuild ${name}\` tries again; with --build-addon-from-source behind it, it compiles.`;
  if (/\blib(cuda|cudart|cublas|cudnn|cufft|curand|cusolver|cusparse|nv\w*)\b/.test(message)) {
    return `CUDA is missing (${line}). It needs CUDA 11.2 and cuDNN 8.1 where the loader finds them (LD_LIBRARY_PATH). Or try --backend tfjs-node.`;
  }
  if (/libtensorflow|tensorflow\.dll/.test(message)) return `TensorFlow's C library was not downloaded (${line}). ${again}`;
  if (/tfjs_binding\.node/.test(message) && /can not be found|Cannot find module/.test(message)) {
    return `its native addon, tfjs_binding.node, was not downloaded; npm install --ignore-scripts leaves it out, and so may a firewall. ${again}`;
  }
  if (/different Node\.js version|NODE_MODULE_VERSION|invalid ELF header|wrong ELF class|mach-o|not a valid Win32|GLIBC/.test(message)) {
    const here = `${process.version} on ${process.platform} ${process.arch}`;
    return `its native addon was made for another machine or another Node than ${here} (${line}). ${again}`;
  }
  if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
    return `a part of it is not there (${line}). \`npm install ${name}@${NATIVE_VERSION}\` installs it anew.`;
  }
  return `${line} (Node ${process.versions.node}). \`npm install ${name}@${NATIVE_VERSION}\` installs it anew.`;
}
