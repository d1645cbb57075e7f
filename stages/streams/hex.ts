/** Codes as hex digits: lower case, 2 × ⌈bits/8⌉ digits a value, 1 digit for 4-bit codes run together. */
import { bitsOf, type NumberFormat } from '../../models/formats/format.js';
import { InputError, shown } from '../../models/input-error.js';

/** Digits of one code that stands alone. */
export function hexDigits(format: NumberFormat): number {
  return 2 * Math.ceil(bitsOf(format) / 8);
}

/** Digits of a code among codes run together. */
export function packedDigits(format: NumberFormat): number {
  return bitsOf(format) <= 4 ? 1 : hexDigits(format);
}

export function toHex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** The value of a hex digit by its character code; −1 for every other character below 256. */
export const DIGIT_VALUES = Int8Array.from({ length: 256 }, (_, character) => digitValue(character));
/** The character codes of the hex digits. */
const DIGIT_CHARACTERS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

function digitValue(character: number): number {
  if (character >= 48 && character <= 57) return character - 48;
  const letter = (character | 32) - 97;
  return letter >= 0 && letter < 6 && character >= 65 ? letter + 10 : -1;
}

/** Writes a code in hex, and returns where the next character goes. */
export function printHex(code: number, digits: number, text: Uint8Array, at: number): number {
  for (let shift = 4 * (digits - 1), place = at; shift >= 0; shift -= 4) {
    text[place++] = DIGIT_CHARACTERS[(code >>> shift) & 15] as number;
  }
  return at + digits;
}

/** The unsigned number that at most 8 hex digits say; −1 where something else stands among them. */
function hexNumber(text: string, from: number, to: number): number {
  let value = 0;
  let faults = 0;
  for (let at = from; at < to; at++) {
    const digit = DIGIT_VALUES[text.charCodeAt(at)] ?? -1;
    faults |= digit;
    value = value * 16 + digit;
  }
  return faults < 0 ? -1 : value;
}

/** @throws InputError where the text is not exactly that many hex digits, or above the format's codes */
export function parseCode(text: string, format: NumberFormat, digits: number, where: string): number {
  const code = text.length === digits ? hexNumber(text, 0, digits) : -1;
  if (code === -1) throw new InputError(where, `${digits} hex digits`, shown(text));
  if (code >= 2 ** bitsOf(format)) throw new InputError(where, `a code of ${bitsOf(format)} bits`, shown(text));
  return code;
}

/** Codes run together without a separator. */
export function parseCodes(text: unknown, format: NumberFormat, where: string): number[] {
  const digits = packedDigits(format);
  if (typeof text !== 'string' || text.length % digits !== 0) {
    throw new InputError(
      where,
      `a string of hex codes, ${digits} ${digits === 1 ? 'digit' : 'digits'} each`,
      shown(text),
    );
  }
  const limit = 2 ** bitsOf(format);
  return Array.from({ length: text.length / digits }, (_, i) => {
    const code = hexNumber(text, i * digits, (i + 1) * digits);
    if (code >= 0 && code < limit) return code;
    return parseCode(text.slice(i * digits, (i + 1) * digits), format, digits, `${where} code ${i + 1}`);
  });
}

/** Random bits in hex, 0 ≤ r < 2^bits. @throws InputError */
export function parseRandomBits(text: string, bits: number, where: string): number {
  const value = text.length >= 1 && text.length <= 8 ? hexNumber(text, 0, text.length) : -1;
  if (value >= 0 && value < 2 ** bits) return value;
  throw new InputError(where, `${bits} random bits in hex`, shown(text));
}

const view = new DataView(new ArrayBuffer(8));

export function float32OfBits(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** From its upper and its lower 32 bits. */
export function float64OfBits(high: number, low: number): number {
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}

/** float32 bits of a value that float32 holds; NaN as the canonical 7fc00000. */
export function bitsOfFloat32(value: number): number {
  if (Number.isNaN(value)) return 0x7fc00000;
  view.setFloat32(0, value);
  return view.getUint32(0);
}
