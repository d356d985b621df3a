/** A signal that Ctrl-C gives; pressed again, it ends the program at once. `say` tells whoever pressed it. */
export function onInterrupt(say: (text: string) => void): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    say('stopping at the next tick; Ctrl-C again stops at once\n');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, release: () => { process.off('SIGINT', stop).off('SIGTERM', stop); } };
}
