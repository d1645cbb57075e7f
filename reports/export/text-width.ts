/** Columns of a fixed-width font: how wide a text is, padded and cut to a width. */

/** East Asian wide characters and emoji take two columns, combining marks none. */
export function shownWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

export function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - shownWidth(text)));
  return align === 'right' ? space + text : text + space;
}

/** At most `width` columns, with an ellipsis where something was cut. */
export function cutTo(text: string, width: number): string {
  if (shownWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (shownWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Lines of at most `width` columns, broken at spaces; a longer word is broken anywhere. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const current = lines.at(-1) ?? '';
    const joined = current === '' ? word : `${current} ${word}`;
    if (shownWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.splice(current === '' ? -1 : lines.length, 1, ...pieces(word, width));
  }
  return lines;
}

/** The word in parts of at most `width` columns. */
function pieces(word: string, width: number): string[] {
  const parts: string[] = [''];
  for (const character of word) {
    const part = (parts.at(-1) ?? '') + character;
    if (shownWidth(part) <= width || part === character) parts[parts.length - 1] = part;
    else parts.push(character);
  }
  return parts;
}

function columnsOf(character: string): number {
  if (/\p{Mn}|\p{Me}/u.test(character)) return 0;
  return /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u.test(
    character,
  )
    ? 2
    : 1;
}
