/** Runs `work` until a sample takes long enough, several times over, and returns units per second: the median, the lowest and the highest. */
export function rate(work, { samples = 7, seconds = 0.4 } = {}) {
  let n = 1000;
  for (;;) {                                        // find a size that fills a sample; this also warms the compiler up
    const start = performance.now();
    const units = work(n);
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed > seconds / 2) { n = Math.max(1, Math.round(n * seconds / elapsed)); break; }
    n = Math.ceil(n * Math.min(20, Math.max(2, seconds / Math.max(elapsed, 1e-6))));
    if (units === 0) throw new Error('nothing was done');
  }
  const rates = Array.from({ length: samples }, () => {
    const start = performance.now();
    const units = work(n);
    return units / ((performance.now() - start) / 1000);
  }).sort((a, b) => a - b);
  return { median: rates[samples >> 1], lowest: rates[0], highest: rates[samples - 1] };
}

/** Microseconds of one call: the median of several samples, the lowest and the highest. */
export function microseconds(work, { samples = 7, seconds = 0.2 } = {}) {
  const time = (n) => {
    const start = performance.now();
    for (let i = 0; i < n; i++) work();
    return 1000 * (performance.now() - start) / n;
  };
  let n = 1;
  while (n * time(n) < seconds * 1e6 / 2) n *= 2;                     // this also warms the compiler up
  const times = Array.from({ length: samples }, () => time(n)).sort((a, b) => a - b);
  return { median: times[samples >> 1], lowest: times[0], highest: times[samples - 1] };
}

/** 6234567 -> 6.23 M */
export function short(x) {
  const [unit, name] = x >= 1e6 ? [1e6, ' M'] : x >= 1e3 ? [1e3, ' k'] : [1, ''];
  return `${(x / unit).toPrecision(3)}${name}`;
}

export function table(head, rows) {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => String(row[i]).length)));
  const line = (row) => row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join('  ').trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
