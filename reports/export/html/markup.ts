/**
 * HTML that cannot be broken by what it shows: the template `html` escapes every value that is not
 * markup itself.
 */
import { escapeXml } from '../escape.js';

/** A piece of HTML that is already safe. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

/** Literal parts are HTML, values are text, unless they are `Markup`. */
export function html(literals: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return { markup: literals.reduce((joined, literal, i) => joined + partText(values[i - 1]) + literal) };
}

/** Markup made elsewhere: our own style sheet, drawings of ours. Never text of a record. */
export function trusted(markup: string): Markup {
  return { markup };
}

function partText(part: Part | undefined): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeXml(String(part));
  return 'markup' in part ? part.markup : part.map((piece) => piece.markup).join('\n');
}
