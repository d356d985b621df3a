// npm run test:everywhere [-- --pin]: the same computations, and one experiment, on other Nodes, on another processor and in browsers. The bytes
// must be the same. A place that cannot be had is named, and counts as a failure where CI=true. With --pin, what all places that were tried
// agree on becomes what `npm test` expects.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeOnArm } from './everywhere/arm.mjs';
import { chromium, firefox } from './everywhere/browsers.mjs';
import { bundle } from './everywhere/bundle.mjs';
import { node, thisNode } from './everywhere/nodes.mjs';
import { complaints, controlReport } from './everywhere/verdict.mjs';
import { visitAll } from './everywhere/visit.mjs';

const PLACES = [thisNode, node('20.20.2'), node('22.23.3'), node('24.21.0'), node('26.10.0'), nodeOnArm('24.21.0'), chromium, firefox];
const PINS = 'tests/everywhere/pins.json';

async function goRound() {
  const folder = mkdtempSync(join(tmpdir(), 'gymnase-everywhere-'));
  try {
    return await visitAll(PLACES, { folder, code: await bundle() });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const pin = process.argv.includes('--pin'), pins = JSON.parse(readFileSync(PINS, 'utf8'));
const { visits, broken, absent } = await goRound();
console.log(`\nAs a control, the language's own functions. They are left to the engine; a bar stands between places with different bytes.`);
for (const line of controlReport(visits)) console.log(`  ${line}`);

const wrong = [
  ...complaints(visits, pin ? undefined : pins.hashes).map((complaint) => `NOT the same bytes: ${complaint}`),
  ...(broken.length > 0 ? [`broken: ${broken.join(', ')}; what happened stands above`] : []),
  ...(absent.length > 0 && process.env.CI === 'true' ? [`not tried: ${absent.join(', ')}; with CI=true every place must be there`] : []),
];
if (wrong.length > 0) {
  console.log(`\n${wrong.join('\n')}`);
  process.exit(1);
}
const computations = Object.keys(visits[0].goldens).length;
console.log(`\nthe same bytes in ${visits.length} of ${PLACES.length} places: ${computations} computations, and one experiment on the Nodes`);
if (pin) {
  writeFileSync(PINS, `${JSON.stringify({ ...pins, hashes: visits[0].goldens }, null, 2)}\n`);
  console.log(`pinned in ${PINS}; the commit says why they changed`);
}
