import { expect, test } from 'vitest';
import { complaints, controlReport } from '../../scripts/everywhere/verdict.mjs';

const place = (name: string, goldens: Record<string, string>, files?: Record<string, string>) => ({ place: name, goldens, ...(files && { files }) });

test('places that agree with each other and with what is pinned give no cause to complain', () => {
  const visits = [place('A', { sine: 'f00d' }, { 'a.csv': 'cafe' }), place('B', { sine: 'f00d' }), place('C', { sine: 'f00d' }, { 'a.csv': 'cafe' })];
  expect(complaints(visits, { sine: 'f00d' })).toEqual([]);
});

test('the place that parts from the others is named, with both hashes', () => {
  const visits = [place('A', { sine: 'bad' }), place('B', { sine: 'f00d' }), place('C', { sine: 'f00d' })];
  expect(complaints(visits)).toEqual(['sine: A gave\n    bad, but B, C\n    f00d']);
});

test('of two the first is taken to be right, and of any number those with the pinned hash', () => {
  const visits = [place('A', { sine: 'f00d' }), place('B', { sine: 'bad' })], third = place('C', { sine: 'f00d' });
  expect(complaints(visits)).toEqual(['sine: B gave\n    bad, but A\n    f00d']);
  expect(complaints([...visits, third], { sine: 'bad' })).toEqual(['sine: A, C gave\n    f00d, but B\n    bad']);
});

test('each of three opinions but one is wrong', () => {
  expect(complaints([place('A', { sine: '1' }), place('B', { sine: '2' }), place('C', { sine: '3' })])).toHaveLength(2);
});

test('files are compared where there are any', () => {
  const visits = [place('A', {}, { 'a.csv': 'cafe' }), place('B', {}), place('C', {}, { 'a.csv': 'tea' })];
  expect(complaints(visits, {})).toEqual(['a.csv: C gave\n    tea, but A\n    cafe']);
});

test('bytes that changed everywhere, were never pinned or were not computed are complained of', () => {
  const visits = [place('A', { sine: 'new', dice: 'six' }), place('B', { sine: 'new', dice: 'six' })];
  expect(complaints(visits, { sine: 'old', table: 'oak' })).toEqual([
    'table: A did not compute it, and a hash is pinned', 'table: B did not compute it, and a hash is pinned',
    'sine: all places gave\n    new, but pinned is\n    old', 'dice: all places gave\n    six, but pinned is\n    nothing',
  ]);
});

test('controls are reported in groups, and never complained of', () => {
  const visits = ['1', '2', '2'].map((hash, i) => ({ place: 'ABC'[i], goldens: {}, controls: { 'Math.sin': hash, 'Math.exp': '1' } }));
  expect(controlReport(visits)).toEqual(['Math.sin: B, C | A', 'Math.exp: the same everywhere, this time']);
  expect(complaints(visits, {})).toEqual([]);
});
