/**
 * Formats that a machine does not multiply: it is timed and priced as if they were the nearest of its own, of the same
 * width and with the most like exponent.
 */
import { resolveFloatFormat } from '../formats/resolve.js';
import { unitFamily } from '../units/families.js';
import { containerBytes } from './operand-width.js';

/**
 * The machine's format that stands for another; undefined where it is its own, or none is as wide.
 * @param family of the machine's dot-product unit
 */
export function standIn(format: string, family: string): string | undefined {
  const { operands, pairs } = unitFamily(family, 'machine');
  const known = [...new Set(pairs.flat())];
  if (operands === 'any-float' || known.includes(format)) return undefined;
  const bytes = bytesOf(format);
  const distance = (other: string) => Math.abs(exponentBits(other) - exponentBits(format));
  return known.filter((other) => bytesOf(other) === bytes).sort((a, b) => distance(a) - distance(b))[0];
}

function bytesOf(format: string): number {
  return containerBytes(resolveFloatFormat(format, 'format'));
}

function exponentBits(format: string): number {
  return resolveFloatFormat(format, 'format').exponentBits;
}
