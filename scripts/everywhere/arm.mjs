// Node on a 64-bit ARM, which QEMU plays on another processor.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { download, visitNode } from './nodes.mjs';
import { find, NotHere } from './programs.mjs';

/** Where Debian puts an ARM's libraries for those who compile for it, and the package of each that Node needs. */
const LIBRARIES = '/usr/aarch64-linux-gnu/lib';
const PACKAGES = {
  'ld-linux-aarch64.so.1': 'libc6-arm64-cross', 'libstdc++.so.6': 'libstdc++6-arm64-cross',
  'libgcc_s.so.1': 'libgcc-s1-arm64-cross', 'libatomic.so.1': 'libatomic1-arm64-cross',
};

export const nodeOnArm = (version) => ({
  name: `Node ${version} on 64-bit ARM`,
  visit(round) {
    if (process.platform !== 'linux') throw new NotHere('QEMU plays a Linux machine on Linux only');
    if (process.arch === 'arm64') throw new NotHere('this machine is a 64-bit ARM');
    const qemu = find('qemu-aarch64-static', 'qemu-aarch64');
    for (const [library, name] of Object.entries(PACKAGES)) {
      if (!existsSync(join(LIBRARIES, library))) throw new NotHere(`${join(LIBRARIES, library)} is missing; Debian's package ${name} has it`);
    }
    return visitNode([qemu, '-L', join(LIBRARIES, '..'), download(version, 'linux-arm64', round.folder)], round, { pictures: false });
  },
});
