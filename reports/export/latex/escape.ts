/**
 * Text of a record as LaTeX text that pdfLaTeX sets without packages: signs become commands, a character that its
 * fonts lack is named by its number, and long words may be broken behind a joint.
 */
import { oneLine } from '../escape.js';

const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '%': '\\%',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
  '“': '``',
  '”': "''",
  '‘': '`',
  '’': "'",
  "'": '\\textquotesingle{}',
  '`': '\\textasciigrave{}',
  '[': '{[}',
  ']': '{]}',
  '−': '$-$',
  '×': '$\\times$',
  '±': '$\\pm$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  '≈': '$\\approx$',
  '∞': '$\\infty$',
  '→': '$\\rightarrow$',
  '·': '\\textperiodcentered{}',
  '†': '\\textdagger{}',
  '‡': '\\textdaggerdbl{}',
  '§': '\\S{}',
  '°': '\\textdegree{}',
  '–': '--',
  '—': '---',
  '…': '\\ldots{}',
  µ: '\\textmu{}',
};
const GREEK = {
  ...{ α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'epsilon', η: 'eta', θ: 'theta', λ: 'lambda', μ: 'mu' },
  ...{ π: 'pi', ρ: 'rho', σ: 'sigma', τ: 'tau', φ: 'varphi', Δ: 'Delta', Σ: 'Sigma', Φ: 'Phi', Ω: 'Omega' },
} as const;
const RAISED = '⁻⁰¹²³⁴⁵⁶⁷⁸⁹';
const LOWERED = '₋₀₁₂₃₄₅₆₇₈₉';
/** A run of raised or lowered digits, or any other character. */
const TOKEN = /[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|[₋₀₁₂₃₄₅₆₇₈₉]+|./gsu;
/** What the common 8-bit encodings of LaTeX hold. */
const KNOWN = /^[\u0020-\u007E\u00C0-\u017E]$/;

/** A place where a long word may be broken, if a line is too short otherwise. */
export const BREAK = '\\octilebreak{}';
/** Between a joint and a letter, and inside a run of letters that no column holds. */
const BREAKS = /(?<=[-_/.:,=+×·|])(?=\p{L})/u;
const MOST_LETTERS = /.{1,14}/gsu;

/** Text of a record as LaTeX text. */
export function escapeLatex(text: string): string {
  return oneLine(text).replace(TOKEN, command);
}

/** As `escapeLatex`, with breaks behind joints and inside words that a narrow column could not hold. */
export function breakable(text: string): string {
  return wordsOf(text)
    .map((word) => word.map(escapeLatex).join(BREAK))
    .join(' ');
}

/** The pieces of each word between which it may be broken. */
export function wordsOf(text: string): string[][] {
  return oneLine(text)
    .split(' ')
    .map((word) => word.split(BREAKS).flatMap((piece) => piece.match(MOST_LETTERS) ?? ['']));
}

function command(token: string): string {
  const first = token.charAt(0);
  if (RAISED.includes(first)) return `\\textsuperscript{${digits(token, RAISED)}}`;
  if (LOWERED.includes(first)) return `\\textsubscript{${digits(token, LOWERED)}}`;
  if (Object.hasOwn(GREEK, token)) return `$\\${GREEK[token as keyof typeof GREEK]}$`;
  const known = COMMANDS[token] ?? token;
  return known !== token || KNOWN.test(token)
    ? known
    : `\\texttt{U+${token.codePointAt(0)?.toString(16).toUpperCase()}}`;
}

function digits(token: string, alphabet: string): string {
  return [...token].map((digit) => '-0123456789'[alphabet.indexOf(digit)]).join('');
}
