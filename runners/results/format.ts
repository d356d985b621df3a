/** Numbers as people read them, alike in the terminal's table and in the report. */

/** As many decimals as show three or four digits of the largest of these numbers. */
export function decimalsFor(numbers: readonly number[]): number {
  const largest = Math.max(0, ...numbers.filter(Number.isFinite).map(Math.abs));
  return largest >= 1000 ? 0 : largest >= 100 ? 1 : largest >= 10 ? 2 : 3;
}

/** `x` with so many decimals, and no sign where it rounds to zero. */
export function fixed(x: number, decimals: number): string {
  const text = x.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** The highest of the numbers; a NaN is nobody's best. */
export function highest(numbers: readonly number[]): number {
  return Math.max(...numbers.filter((x) => !Number.isNaN(x)));
}

/** A share in whole percents. Neither 0% nor 100% is said of what is only close to it. */
export function percent(count: number, total: number): string {
  const share = 100 * count / total, rounded = Math.round(share);
  if (rounded === 0 && count > 0) return '<1%';
  if (rounded === 100 && count < total) return '>99%';
  return `${rounded}%`;
}

/** Text for an XML or HTML document, in an element or in an attribute. Control characters, which XML cannot hold, become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
