/** Text in a given width: broken at spaces, inside a word only where the word alone is too wide. */
import { textWidth } from './canvas.js';

export interface TextBox {
  readonly widthPx: number;
  readonly fontPx: number;
  readonly weight?: 'normal' | 'bold';
  /** Further lines are cut off, with an ellipsis. */
  readonly lines: number;
}

/** At least one line, at most `box.lines`; control characters become spaces. */
export function wrapText(text: string, box: TextBox): string[] {
  const fits = (line: string) => textWidth(line, box.fontPx, box.weight) <= box.widthPx;
  const lines: string[] = [''];
  for (const piece of pieces(printable(text), fits)) {
    const current = lines.at(-1) ?? '';
    if (current === '' || fits((current + piece).trimEnd())) lines[lines.length - 1] = current + piece;
    else lines.push(piece);
  }
  const trimmed = lines.map((line) => line.trim());
  return trimmed.length <= box.lines ? trimmed : cut(trimmed.slice(0, box.lines), fits);
}

/** The text with control characters and line breaks as spaces. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** Words with the space behind them; words that do not fit alone broken after a joint or anywhere. */
function pieces(text: string, fits: (line: string) => boolean): string[] {
  return text.split(/(?<=\s)/).flatMap((word) => (fits(word.trimEnd()) ? [word] : broken(word, fits)));
}

function broken(word: string, fits: (line: string) => boolean): string[] {
  const parts: string[] = [''];
  for (const joint of word.split(/(?<=[_\-./:,·])/)) {
    for (const piece of fits(joint.trimEnd()) ? [joint] : [...joint]) {
      const current = parts.at(-1) ?? '';
      if (current === '' || fits((current + piece).trimEnd())) parts[parts.length - 1] = current + piece;
      else parts.push(piece);
    }
  }
  return parts;
}

function cut(lines: string[], fits: (line: string) => boolean): string[] {
  let last = lines.pop() ?? '';
  while (last !== '' && !fits(`${last}…`)) last = [...last].slice(0, -1).join('');
  return [...lines, `${last.trimEnd()}…`];
}
