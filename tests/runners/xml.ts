/** What keeps a text from being well-formed XML, or undefined if nothing does. It knows elements, attributes and text: what our pictures are made of. */
export function faultOfXml(xml: string): string | undefined {
  const open: string[] = [];
  const token = /<\/([\w:-]+)>|<([\w:-]+)((?:\s+[\w:-]+="(?:[^<&"]|&(?:amp|lt|gt|quot|#39);)*")*)\s*(\/?)>|(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+/gy;
  let at = 0;
  for (let match = token.exec(xml); match; match = token.exec(xml)) {
    const [, closed, opened, attributes, empty] = match;
    at = token.lastIndex;
    if (closed && open.pop() !== closed) return `</${closed}> closes another element`;
    const names = [...(attributes ?? '').matchAll(/([\w:-]+)=/g)].map((found) => found[1]);
    if (new Set(names).size < names.length) return `an attribute twice in <${opened}>`;
    if (opened && !empty) open.push(opened);
  }
  if (at < xml.length) return `not XML: ${xml.slice(at, at + 60)}`;
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(xml)) return 'a control character';
  return open.length > 0 ? `<${open.at(-1)}> is not closed` : undefined;
}
