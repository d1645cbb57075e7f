/** Numbers as text: significant digits, thousands apart, powers of ten as such. Left out: units (si.ts). */

/** Significant digits of a number in running text. */
export const DIGITS = 3;
/** Percentages that are compared keep two decimals: accuracies differ there. */
const PERCENT_DECIMALS = 2;
/** Shares in a sentence keep one. */
const SHARE_DECIMALS = 1;

/** A number that is already in the unit it is shown in. */
export function shownNumber(value: number, unit: string): string {
  if (unit === '%' && Number.isFinite(value) && (value === 0 || Math.abs(value) >= 0.01)) return percentage(value);
  return plainNumber(value);
}

/**
 * Three significant digits; whole numbers below a million whole, with thousands separated; very large
 * and very small ones as 1.23×10⁻⁷.
 */
export function plainNumber(value: number, digits = DIGITS): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const body =
    magnitude >= 999_999.5 || magnitude < 0.000_999_5 ? powerOfTen(magnitude, digits) : fixed(magnitude, digits);
  return value < 0 ? `−${body}` : body;
}

/** A number on an axis: as `plainNumber`, without trailing zeros. */
export function tickNumber(value: number): string {
  const [mantissa = '', exponent] = plainNumber(value, 4).split('×');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  if (exponent === undefined) return short;
  return short === '1' ? exponent : `${short}×${exponent}`;
}

/** A share as percent: `12.3 %`. */
export function percent(share: number, decimals = SHARE_DECIMALS): string {
  return `${percentNumber(share, decimals)} %`;
}

/** As `percent`, for a column that names the unit. */
export function percentNumber(share: number, decimals: number): string {
  return (100 * share).toFixed(decimals);
}

function percentage(value: number): string {
  const text = Math.abs(value).toFixed(PERCENT_DECIMALS);
  return value < 0 ? `−${text}` : text;
}

function fixed(magnitude: number, digits: number): string {
  if (Number.isInteger(magnitude)) return separated(String(magnitude));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Number(magnitude.toPrecision(digits)))));
  return separated(magnitude.toFixed(decimals));
}

function separated(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function powerOfTen(magnitude: number, digits: number): string {
  const [mantissa = '', exponent = ''] = magnitude.toExponential(digits - 1).split('e');
  return `${mantissa}×10${superscript(String(Number(exponent)))}`;
}

/** Digits and minus signs above the line: 10⁻¹². */
export function superscript(text: string): string {
  return [...text].map((digit) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(digit)] ?? digit).join('');
}
