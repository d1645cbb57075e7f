/** The plain twin of the element kernels: values, a function of them, and one rounding into the format. */
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { ElementArithmetic, Elements } from '../../elements.js';
import { encode } from '../convert.js';
import { columnSumsOf } from './column-sums.js';
import { elementWiseOf } from './element-wise.js';
import { hadamardOf } from './hadamard.js';
import { movedPieces, turnedMatrices } from './moves.js';
import { normed } from './norm.js';
import { pooled } from './pool.js';
import { softmaxed } from './softmax.js';
import { bitsOfElements, tallied } from './tally.js';
import { gathered, scattered } from './windows.js';

/** float32 values into a format of 16 bits or float32. */
export type Store = (values: Float32Array, into: string) => Elements;

/** @param store rounds results: the reference's own rounding unless given */
export function plainElements(store: Store = rounded): ElementArithmetic {
  return {
    elementWise: (request) => {
      const results = elementWiseOf(request);
      return 'codes' in results ? results.codes : store(results.values, request.into);
    },
    pool: (request) => {
      const results = pooled(request);
      return 'codes' in results ? results.codes : store(results.values, request.into);
    },
    gatherPatches: gathered,
    scatterPatches: (request) => store(scattered(request), request.format),
    columnSums: (request) => canonical(columnSumsOf(request)),
    hadamard: (request) => store(hadamardOf(request), request.into),
    norm: (request) => store(normed(request), request.into),
    softmax: (request) => store(softmaxed(request), request.into),
    move: movedPieces,
    turn: turnedMatrices,
    tally: ({ codes, format }) => tallied(format, bitsOfElements(codes)),
  };
}

function rounded(values: Float32Array, into: string): Elements {
  if (into === 'float32') return canonical(values);
  const format = resolveFloatFormat(into, 'storage');
  const rule = { rounding: 'nearest-even', overflow: 'special' } as const;
  return Uint16Array.from(values, (value) => encode(format, value, rule));
}

/** Every NaN the positive one: engines give either. */
export function canonical(values: Float32Array): Float32Array {
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : value));
}
