import { vi } from 'vitest';
import { main } from '../../runners/main.ts';

/** What a command says on stderr while it runs. */
export async function told(words: string): Promise<{ code: number; err: string }> {
  let err = '';
  const spies = [
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => { err += String(text); return true; }),
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true), vi.spyOn(console, 'log').mockImplementation(() => {}),
  ];
  try {
    return { code: await main(words.split(' ')), err };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
