/**
 * What GPUs answered, as others captured it: one matrix instruction a row, d = a · b + c, and how many of those rows
 * each unit answers alike. Small parts of the sets are test vectors (test/vectors/captured.json); the tests hold the
 * counts against the whole sets where they are there.
 * Left out: what no row holds (NaN, infinities, overflow, negative c, long sums, mixed operands, block scales).
 * Source: north-numerical-computing/MATLAB-tensor-core (BSD-2-Clause), model_validation/, commits b12b5a7 and 109e412;
 * F. A. Khattak, M. Mikaitis, "Accurate Models of NVIDIA Tensor Cores", ACM TACO, doi 10.1145/3830409.
 */

export const CAPTURES_SOURCE =
  'north-numerical-computing/MATLAB-tensor-core (BSD-2-Clause); Khattak and Mikaitis, ACM TACO, doi 10.1145/3830409';

/** One instruction on one GPU. */
export interface Capture {
  /** Name of the set. */
  readonly set: string;
  readonly gpu: string;
  readonly instruction: string;
  /** The unit that answers alike; both operands are of `format`. */
  readonly unit: string;
  readonly format: string;
  readonly accumulator: string;
  /** Rows that were compared, and how many of them the unit answers alike. */
  readonly rows: number;
  readonly equal: number;
  /** The set that this one equals in every byte, accumulators too: not counted again. */
  readonly sameRowsAs?: string;
}

/** Rows of every set that were compared: 1,500 of the 5,000 at the source, drawn by their number. */
const ROWS = 1500;

const GPUS = {
  v100: 'V100',
  a100: 'A100',
  a2: 'A2',
  ada: 'RTX 1000 Ada',
  l40s: 'L40S',
  h100: 'H100',
  h200: 'H200',
  b200: 'B200',
} as const;
type GpuKey = keyof typeof GPUS;

/** Formats by the names that sets and instructions have for them. */
const FORMATS = {
  f16: 'float16',
  bf16: 'bfloat16',
  tf32: 'tf32',
  e4m3: 'float8_e4m3fn',
  e5m2: 'float8_e5m2',
  f32: 'float32',
} as const;
type FormatKey = keyof typeof FORMATS;

/** Operands and accumulator. */
type Combination = readonly [FormatKey, FormatKey];

const WIDE: readonly Combination[] = [
  ['f16', 'f32'],
  ['f16', 'f16'],
  ['bf16', 'f32'],
  ['tf32', 'f32'],
];
const FP8: readonly Combination[] = [
  ['e4m3', 'f32'],
  ['e5m2', 'f32'],
  ['e4m3', 'f16'],
  ['e5m2', 'f16'],
];

export const CAPTURES: readonly Capture[] = [
  ...captured('volta', ['v100'], 'wmma', WIDE.slice(0, 2)),
  ...captured('ampere', ['a100', 'a2'], 'wmma', WIDE),
  ...captured('ada', ['ada'], 'wmma', WIDE),
  ...captured('ada', ['ada'], 'mma', FP8),
  ...captured('ada', ['l40s'], 'wmma', WIDE, 'ada'),
  ...captured('ada', ['l40s'], 'mma', FP8.slice(0, 2), 'ada'),
  ...captured('hopper', ['h100', 'h200'], 'wmma', WIDE),
  ...captured('hopper', ['h100'], 'wgmma', FP8.slice(0, 2)),
  ...captured('hopper', ['h200'], 'wgmma', FP8.slice(0, 2), 'h100'),
  ...captured('hopper-mma', ['h100', 'h200'], 'mma', FP8),
  ...captured('blackwell', ['b200'], 'wmma', WIDE),
  ...captured('blackwell-mma', ['b200'], 'mma', FP8),
];

/** The captures of a unit. */
export function capturesOf(unit: string): readonly Capture[] {
  return CAPTURES.filter((capture) => capture.unit === unit);
}

/** Rows of captures, those that are the same in two sets once. */
export function distinctRows(captures: readonly Capture[]): { readonly rows: number; readonly equal: number } {
  const distinct = captures.filter(({ sameRowsAs }) => sameRowsAs === undefined);
  const total = (count: (capture: Capture) => number) => distinct.reduce((sum, capture) => sum + count(capture), 0);
  return { rows: total(({ rows }) => rows), equal: total(({ equal }) => equal) };
}

function captured(
  unit: string,
  gpus: readonly GpuKey[],
  path: 'wmma' | 'mma' | 'wgmma',
  combinations: readonly Combination[],
  same?: GpuKey,
): Capture[] {
  return gpus.flatMap((gpu) =>
    combinations.map(([operands, accumulator]) => {
      const set = (of: GpuKey) => `${of}-${operands}-${accumulator}${path === 'wmma' ? '' : `-${path}`}`;
      return {
        set: set(gpu),
        gpu: GPUS[gpu],
        instruction: instructionOf(path, operands),
        unit,
        format: FORMATS[operands],
        accumulator: FORMATS[accumulator],
        rows: ROWS,
        equal: ROWS,
        ...(same === undefined ? {} : { sameRowsAs: set(same) }),
      };
    }),
  );
}

function instructionOf(path: 'wmma' | 'mma' | 'wgmma', operands: FormatKey): string {
  if (path === 'wmma') return `wmma m16n16k${operands === 'tf32' ? 8 : 16}`;
  return path === 'mma' ? 'mma.sync m16n8k32' : 'wgmma k32, c = 0';
}
