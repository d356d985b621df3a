/** Text as lines of at most `columns` characters, broken between words; a longer word is cut. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
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
