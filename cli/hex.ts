/** Codes as hex digits: lower case, 2 × ⌈bits/8⌉ digits a value, 1 digit for 4-bit codes run together. */
import { bitsOf, type NumberFormat } from '../models/formats/format.js';
import { InputError, shown } from '../models/input-error.js';

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

const HEX = /^[0-9a-fA-F]+$/;

/** @throws InputError where the text is not exactly that many hex digits, or above the format's codes */
export function parseCode(text: string, format: NumberFormat, digits: number, where: string): number {
  if (text.length !== digits || !HEX.test(text)) throw new InputError(where, `${digits} hex digits`, shown(text));
  const code = Number.parseInt(text, 16);
  if (code >= 2 ** bitsOf(format)) throw new InputError(where, `a code of ${bitsOf(format)} bits`, shown(text));
  return code;
}

/** Codes run together without a separator. */
export function parseCodes(text: unknown, format: NumberFormat, where: string): number[] {
  const digits = packedDigits(format);
  if (typeof text !== 'string' || text.length % digits !== 0) {
    throw new InputError(where, `a string of hex codes, ${digits} digits each`, shown(text));
  }
  return Array.from({ length: text.length / digits }, (_, i) =>
    parseCode(text.slice(i * digits, (i + 1) * digits), format, digits, where),
  );
}

const view = new DataView(new ArrayBuffer(4));

export function float32OfBits(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** float32 bits of a value that float32 holds; NaN as the canonical 7fc00000. */
export function bitsOfFloat32(value: number): number {
  if (Number.isNaN(value)) return 0x7fc00000;
  view.setFloat32(0, value);
  return view.getUint32(0);
}
