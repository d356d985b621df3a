/** Text as lines of at most `width` characters, but one at least, broken between words; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [], columns = Math.max(1, width);
  let line = '';
  for (let word of text.split(/\s+/).filter(Boolean)) {
    if (line && line.length + 1 + word.length <= columns) { line += ` ${word}`; continue; }
    if (line) lines.push(line);
    for (; word.length > columns; word = word.slice(columns)) lines.push(word.slice(0, columns));
    line = word;
  }
  return line ? [...lines, line] : lines;
}

/** Characters that neither a terminal nor XML should be handed: escapes, bells and their kind become spaces. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ');
