// Whether places agree. Knows nothing of how they were visited.

/** Places in groups by the hash that they gave: the one with the expected hash first, then the larger, then that of the earlier place. */
function parties(visits, kind, name, expected) {
  const byHash = new Map();
  for (const { place, [kind]: hashes } of visits) {
    const hash = hashes?.[name];
    if (hash !== undefined) byHash.set(hash, [...(byHash.get(hash) ?? []), place]);
  }
  const rank = ({ hash, places }) => (hash === expected ? Infinity : places.length);
  return [...byHash].map(([hash, places]) => ({ hash, places })).sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
}

const namesOf = (visits, kind) => [...new Set(visits.flatMap((visit) => Object.keys(visit[kind] ?? {})))];

/** Who parts from whom, where those who are right are the ones with the expected hash, else the majority, else the first place. */
function partings(visits, kind, expected) {
  return namesOf(visits, kind).flatMap((name) => {
    const [right, ...wrong] = parties(visits, kind, name, expected[name]);
    return wrong.map(({ hash, places }) => `${name}: ${places.join(', ')} gave\n    ${hash}, but ${right.places.join(', ')}\n    ${right.hash}`);
  });
}

/** What is pinned and not computed, computed and not pinned, or pinned as something else than all places give. */
function unpinned(visits, pins) {
  const missing = visits.flatMap(({ place, goldens }) => {
    return Object.keys(pins).filter((name) => !(name in goldens)).map((name) => `${name}: ${place} did not compute it, and a hash is pinned`);
  });
  const other = namesOf(visits, 'goldens').flatMap((name) => {
    const [{ hash }, ...others] = parties(visits, 'goldens', name);
    if (others.length > 0 || hash === pins[name]) return [];
    return [`${name}: all places gave\n    ${hash}, but pinned is\n    ${pins[name] ?? 'nothing'}`];
  });
  return [...missing, ...other];
}

/**
 * What is wrong, a sentence or two each; nothing where all is well. `visits` are what places gave: hashes by name of golden computations, which
 * all places have, and of files, which some have. Without `pins`, the expected hashes of goldens, places need only agree.
 */
export function complaints(visits, pins) {
  return [...partings(visits, 'goldens', pins ?? {}), ...partings(visits, 'files', {}), ...(pins ? unpinned(visits, pins) : [])];
}

/** For each control, which differs between engines, a line with the places in groups of the same bytes. */
export function controlReport(visits) {
  return namesOf(visits, 'controls').map((name) => {
    const groups = parties(visits, 'controls', name);
    return `${name}: ${groups.length === 1 ? 'the same everywhere, this time' : groups.map(({ places }) => places.join(', ')).join(' | ')}`;
  });
}
