/** What tensors.jsonl says of a tensor's elements: largest magnitude, zeros, NaN, exponents; and what the cast that made it did. */
import {
  bitsOf,
  type FloatFormat,
  finiteMagnitude,
  infinityCode,
  maxFiniteCode,
  signCode,
} from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { TensorStatistics } from '../../records/trace/tensor.js';
import type { Elements, Tensor } from '../ops/tensor.js';

type Codes = Exclude<Elements, Float32Array>;

interface Tally {
  readonly zeros: number;
  readonly nan: number;
  /** Code of the largest finite magnitude. */
  readonly largest: number;
  readonly histogram: number[];
}

export function statisticsOf(tensor: Tensor, codes: Elements): TensorStatistics {
  const format = resolveFloatFormat(tensor.format, tensor.id);
  const { underflow, saturated } = tensor.cast ?? { underflow: 0, saturated: 0 };
  const { zeros, nan, largest, histogram } =
    codes instanceof Float32Array ? float32Statistics(codes) : codeStatistics(format, codes);
  const amax = finiteMagnitude(format, largest) * 2 ** tensor.scaleExponent;
  return { amax, zeros, underflow, saturated, nan, exponentHistogram: histogram };
}

const FLOAT32 = { mantissaBits: 23, magnitude: 0x7fffffff, infinity: 0x7f800000, fields: 256 } as const;

/** As `tallied`, in whole numbers of 32 bits: master values and their states are most of what a step holds. */
function float32Statistics(values: Float32Array): Tally {
  const codes = new Int32Array(values.buffer, values.byteOffset, values.length);
  const times = new Int32Array(FLOAT32.fields);
  let [zeros, nan, largest] = [0, 0, 0];
  for (let i = 0; i < codes.length; i++) {
    const magnitude = (codes[i] as number) & FLOAT32.magnitude;
    const field = magnitude >>> FLOAT32.mantissaBits;
    times[field] = (times[field] as number) + 1;
    if (magnitude === 0) zeros += 1;
    else if (magnitude > FLOAT32.infinity) nan += 1;
    if (magnitude < FLOAT32.infinity && magnitude > largest) largest = magnitude;
  }
  return { zeros, nan, largest, histogram: [...times] };
}

/** Of many codes of few bits each code is looked at once, with how often it occurs. */
function codeStatistics(format: FloatFormat, codes: Codes): Tally {
  const kinds = 2 ** bitsOf(format);
  if (codes.length <= kinds) return tallied(format, codes);
  const times = new Uint32Array(kinds);
  for (let i = 0; i < codes.length; i++) times[codes[i] as number] = (times[codes[i] as number] as number) + 1;
  const met = new Uint32Array(kinds);
  let count = 0;
  for (let code = 0; code < kinds; code++) {
    if (times[code] === 0) continue;
    met[count] = code;
    count += 1;
  }
  return tallied(format, met.subarray(0, count), times);
}

/** @param times how often a code occurs, by the code; once where nothing is said */
function tallied(format: FloatFormat, codes: Codes | Uint32Array, times?: Uint32Array): Tally {
  const limit = maxFiniteCode(format);
  const sign = signCode(format);
  const histogram = new Array<number>(2 ** format.exponentBits).fill(0);
  const fieldOf = 2 ** format.mantissaBits;
  const infinity = infinityCode(format);
  let zeros = 0;
  let nan = 0;
  let largest = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const count = times === undefined ? 1 : (times[code] as number);
    const magnitude = code >= sign && sign > 0 ? code - sign : code;
    const isZero = magnitude === 0 && (code === 0 || format.negativeZero);
    const field = Math.floor(magnitude / fieldOf);
    histogram[field] = (histogram[field] as number) + count;
    if (isZero) zeros += count;
    else if (magnitude === 0 || (magnitude > limit && magnitude !== infinity)) nan += count;
    if (magnitude <= limit && magnitude > largest) largest = magnitude;
  }
  return { zeros, nan, largest, histogram };
}
