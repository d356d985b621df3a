import { readFileSync } from 'node:fs';
import * as gym from 'gymnasium-js';
import { describe, expect, test } from 'vitest';

const page = readFileSync(new URL('../../envs/README.md', import.meta.url), 'utf8');
const section = (title: string) => page.split(/^##+ /m).find((text) => text.startsWith(`${title}\n`)) ?? '';
const rows = (title: string) => section(title).split('\n').filter((line) => /^\| (?!---)/.test(line)).slice(1)
  .map((line) => line.slice(1, -1).split(' | ').map((cell) => cell.trim()));
const names = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);

describe('what envs/README.md tells', () => {
  test('of the environments is what is registered', () => {
    expect(rows('Environments')).toEqual([...gym.registry.values()].map(({ id, maxEpisodeSteps, description }) => [`\`${id}\``, String(maxEpisodeSteps ?? ''), description]));
  });

  test('of Gymnasium\'s environments as equal is registered, and what it tells as absent is not', () => {
    const table = section('Gymnasium\'s features and ours') + page.slice(page.indexOf('### Environments'), page.indexOf('### Spaces'));
    const lines = table.split('\n').filter((line) => line.startsWith('| ')), ids = (line: string) => line.split(' | ')[0].match(/[A-Z]\w+-v\d+/g) ?? [];
    const equal = lines.filter((line) => line.includes('| equal')).flatMap(ids), absent = lines.filter((line) => line.includes('| absent')).flatMap(ids);
    expect(equal).toHaveLength(12);
    expect(absent.length).toBeGreaterThan(5);
    for (const id of equal) expect(gym.registry.has(id), id).toBe(true);
    for (const id of absent) expect(gym.registry.has(id), id).toBe(false);
  });

  test.each(['Spaces', 'Wrappers'])('of %s as there is exported, and what it tells as absent is not', (title) => {
    const told = rows(title);
    expect(told.length).toBeGreaterThan(2);
    for (const [theirs, ours] of told) {
      if (ours.startsWith('there')) for (const name of names(theirs)) expect(gym, name).toHaveProperty(name);
      if (ours.startsWith('absent')) for (const name of names(theirs)) expect(gym, name).not.toHaveProperty(name);
    }
  });

  test('of our own names is exported', () => {
    const own = ['flatdim', 'flattenSpace', 'flatten', 'unflatten', 'LensObservation', 'LeverAction', 'RunningMeanStd', 'makeVec', 'GymVectorEnv', 'SyncVectorEnv', 'makeRows', 'make',
      'register', 'spec', 'registry', 'checkEnv', 'checkDynamics', 'checkEnvironmentsMatch', 'Random', 'SeedSequence', 'tabular', 'math', 'svg', 'ansi', 'film'];
    for (const name of own) {
      expect(page, name).toContain(`\`${name}`);
      expect(gym, name).toHaveProperty(name);
    }
    for (const wrapper of Object.keys(gym).filter((name) => /^[A-Z]\w*(Observation|Action|Reward)$/.test(name))) expect(page, wrapper).toContain(`\`${wrapper}\``);
  });
});
