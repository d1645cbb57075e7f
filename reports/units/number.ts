/** Numbers as text: significant digits, thousands apart, powers of ten as such. Left out: units (si.ts). */

/** Significant digits of a number in running text. */
export const DIGITS = 3;
const PERCENTAGES = ['%', 'points'];
/** Percentages that are compared keep two decimals: accuracies differ there. */
const PERCENT_DECIMALS = 2;
/** Shares in a sentence keep one. */
const SHARE_DECIMALS = 1;

/** Ratios between a tenth and ten keep two. */
const RATIO_DECIMALS = 2;

/** A number that is already in the unit it is shown in. */
export function shownNumber(value: number, unit: string): string {
  if (unit === '×') return ratioNumber(value);
  if (PERCENTAGES.includes(unit) && Number.isFinite(value) && (value === 0 || Math.abs(value) >= 0.01))
    return percentage(value);
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

/** Rounded to a whole number, thousands apart, however large: `1,495,770`. */
export function wholeNumber(value: number): string {
  const whole = Math.round(value);
  const digits = separated(BigInt(Math.abs(whole)).toString());
  return whole < 0 ? `−${digits}` : digits;
}

/** Every digit that it has: `1,495,770`, `0.05`, `−3`. */
export function exactNumber(value: number): string {
  if (Number.isInteger(value)) return wholeNumber(value);
  return String(value).replaceAll('-', '−');
}

/** `1 epoch`, `3 epochs`, `2,000 test images`. */
export function counted(count: number, noun: string): string {
  return `${wholeNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `+12` or `−0.35`, in a unit's own digits; zero has no sign. */
export function signedNumber(value: number, unit: string): string {
  const text = shownNumber(Math.abs(value), unit);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** `+5,166` or `−282` cycles. */
export function signedWhole(value: number): string {
  return Math.round(value) > 0 ? `+${wholeNumber(value)}` : wholeNumber(value);
}

function ratioNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (!(magnitude >= 0.1 && magnitude < 10)) return plainNumber(value);
  return `${value < 0 ? '−' : ''}${toDecimals(magnitude, RATIO_DECIMALS)}`;
}

/** A share as percent: `12.3 %`. */
export function percent(share: number, decimals = SHARE_DECIMALS): string {
  return `${percentNumber(share, decimals)} %`;
}

/** As `percent`, for a column that names the unit. */
export function percentNumber(share: number, decimals: number): string {
  return toDecimals(100 * share, decimals);
}

function percentage(value: number): string {
  const text = toDecimals(Math.abs(value), PERCENT_DECIMALS);
  return value < 0 ? `−${text}` : text;
}

function fixed(magnitude: number, digits: number): string {
  if (Number.isInteger(magnitude)) return separated(String(magnitude));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Number(magnitude.toPrecision(digits)))));
  return separated(toDecimals(magnitude, decimals));
}

/** Halves away from zero, as the decimals that are printed have them: 71.55 is 71.6, not 71.5 of its binary value. */
function toDecimals(value: number, decimals: number): string {
  const [mantissa, exponent = '0'] = String(Number(Math.abs(value).toPrecision(15))).split('e');
  const whole = Math.round(Number(`${mantissa}e${Number(exponent) + decimals}`));
  const text = (whole / 10 ** decimals).toFixed(decimals);
  return value < 0 && whole !== 0 ? `-${text}` : text;
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
