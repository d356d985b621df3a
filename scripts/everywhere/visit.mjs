// One place after the other, a line each.
import { NotHere } from './programs.mjs';

const inOneLine = (text) => text.split(/\s*\n\s*/).slice(0, 3).join(' / ');
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1).padStart(5)} s`;

/** What the places gave; the names of those that broke, and of those that cannot be had. Prints a line for each. */
export async function visitAll(places, round) {
  const visits = [], broken = [], absent = [];
  for (const { name, visit } of places) {
    const start = performance.now();
    try {
      const { version, ...hashes } = await visit(round);
      visits.push({ place: name, ...hashes });
      console.log(`${name.padEnd(30)}  ${version.padEnd(20)}  ${seconds(performance.now() - start)}`);
    } catch (error) {
      const cannotBeHad = error instanceof NotHere;
      (cannotBeHad ? absent : broken).push(name);
      console.log(cannotBeHad ? `not tried: ${name}, because ${inOneLine(error.message)}` : `broken: ${name}: ${error.stack}`);
    }
  }
  return { visits, broken, absent };
}
