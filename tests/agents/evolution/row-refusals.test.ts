import { describe, expect, test } from 'vitest';
import { makeRows } from 'gymnasium-js';
import { agentSpec, createAgent, streamsOf } from '../../../agents/index.ts';

const make = (name: string, rows: number) => () => (
  createAgent(name, makeRows('CartPole-v1', { rows }), { rows, budget: 100, stream: streamsOf(0), options: {} })
);

describe('rows that make no population are refused', () => {
  test.each(['genetic', 'cma-es', 'openai-es'])('one alone, of %s: its own number is to be tried', (name) => {
    const tried = { genetic: 64, 'cma-es': 32, 'openai-es': 64 }[name];
    expect(agentSpec(name).rows).toBe(tried);
    expect(make(name, 1)).toThrow(new RangeError(`${name} evolves a population, whose individuals are the rows, and 1 is none; try ${tried} rows`));
    expect(make(name, tried!)).not.toThrow();
  });

  test.each([[33, 34], [7, 8], [3, 4]])('of openai-es an odd number, %i: %i is to be tried', (rows, tried) => {
    expect(make('openai-es', rows)).toThrow(
      new RangeError(`openai-es evolves a population in pairs, whose individuals are the rows, and ${rows} is odd; try ${tried} rows`));
    expect(make('openai-es', tried)).not.toThrow();
    expect(make('cma-es', rows)).not.toThrow();
  });
});
