/**
 * A tensor of a safetensors file as the trace holds tensors: codes of a format, one an element. Types that say a format
 * give their codes; 8-bit integers and unsigned ones give codes of the format that is asked for. Packed elements lie low
 * bits first (F4 as PyTorch packs it; F6 assumed). Left out: F64 and other integers, which are no operands.
 */
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { InputError } from '../../../models/input-error.js';
import { elementsOf } from '../../../models/shape.js';
import type { Dtype, StoredTensor } from '../../../records/safetensors.js';
import type { Elements } from '../../ops/tensor.js';

export interface DumpedTensor {
  readonly format: string;
  readonly shape: readonly number[];
  readonly codes: Elements;
  readonly scaleExponent: number;
}

/** What each type says of its codes. */
const FORMATS: Readonly<Partial<Record<Dtype, string>>> = {
  F4: 'float4_e2m1fn',
  F6_E2M3: 'float6_e2m3fn',
  F6_E3M2: 'float6_e3m2fn',
  F8_E4M3: 'float8_e4m3fn',
  F8_E5M2: 'float8_e5m2',
  F8_E4M3FNUZ: 'float8_e4m3fnuz',
  F8_E5M2FNUZ: 'float8_e5m2fnuz',
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
};
/** Codes of any format of so many bits. */
const CODE_BITS: Readonly<Partial<Record<Dtype, number>>> = { U8: 8, I8: 8, U16: 16 };
const PACKED_BITS: Readonly<Partial<Record<Dtype, number>>> = { F4: 4, F6_E2M3: 6, F6_E3M2: 6 };

/**
 * @param codeFormat of types that say none
 * @throws InputError for a type that is no operand's, or codes of another width than the format
 */
export function dumpedTensor(
  stored: StoredTensor,
  codeFormat: string | undefined,
  scaleExponent: number,
  where: string,
): DumpedTensor {
  const { dtype, shape } = stored;
  if (shape.includes(0)) throw new InputError(`${where} shape`, 'at least one element', shape.join(' × '));
  const format = FORMATS[dtype] ?? formatOfCodes(dtype, codeFormat, where);
  return { format, shape, codes: codesOfStored(stored), scaleExponent };
}

function formatOfCodes(dtype: Dtype, codeFormat: string | undefined, where: string): string {
  const bits = CODE_BITS[dtype];
  if (bits === undefined) {
    const types = [...Object.keys(FORMATS), ...Object.keys(CODE_BITS)].join(', ');
    throw new InputError(where, `a type of ${types}`, dtype, 'save it as one of them');
  }
  if (codeFormat === undefined) {
    throw new InputError(where, 'a type that says its format', dtype, 'say it with --codes FORMAT');
  }
  const format = resolveFloatFormat(codeFormat, '--codes');
  const wide = bitsOf(format) > 8 ? 16 : 8;
  if (wide !== bits) throw new InputError(where, `codes of ${format.name}, in ${wide} bits`, dtype);
  return format.name;
}

function codesOfStored({ dtype, shape, bytes }: StoredTensor): Elements {
  const packed = PACKED_BITS[dtype];
  if (packed !== undefined) return unpacked(bytes, elementsOf(shape), packed);
  const copy = new Uint8Array(bytes).buffer;
  switch (dtype) {
    case 'F32':
      return new Float32Array(copy);
    case 'F16':
    case 'BF16':
    case 'U16':
      return new Uint16Array(copy);
    default:
      return new Uint8Array(copy);
  }
}

/** One code a byte. */
function unpacked(bytes: Uint8Array, count: number, bits: number): Uint8Array {
  const codes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const first = i * bits;
    const at = Math.floor(first / 8);
    const pair = (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8);
    codes[i] = (pair >> (first % 8)) & (2 ** bits - 1);
  }
  return codes;
}
