/**
 * Ops between products in the kernels, equal bit for bit to reference/elements; what has no kernel is computed there and
 * rounded by the kernels of conversion.
 */
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { ElementArithmetic } from '../../elements.js';
import { canonical, plainElements } from '../../reference/elements/plain.js';
import { encodeValues } from '../conversion/conversion.js';
import type { KernelHost } from '../host/kernel-host.js';
import { columnSums } from './column-sums.js';
import { elementWise } from './element-wise.js';
import { moved, turned } from './moves.js';
import { norm } from './norm.js';
import { softmax } from './softmax.js';
import { tally } from './tally.js';
import { gatherPatches, pool, scatterPatches } from './windows.js';

export function elementKernels(host: KernelHost): ElementArithmetic {
  const plain = plainElements((values, into) => {
    if (into === 'float32') return canonical(values);
    const rule = { rounding: 'nearest-even', overflow: 'special', scaleExponent: 0 } as const;
    return encodeValues(host, { ...rule, values: canonical(values), format: resolveFloatFormat(into, 'storage') })
      .codes;
  });
  return {
    ...plain,
    elementWise: (request) => elementWise(host, request) ?? plain.elementWise(request),
    pool: (request) => pool(host, request),
    gatherPatches: (request) => gatherPatches(host, request),
    scatterPatches: (request) => scatterPatches(host, request) ?? plain.scatterPatches(request),
    columnSums: (request) => columnSums(host, request),
    norm: (request) => norm(host, request) ?? plain.norm(request),
    softmax: (request) => softmax(host, request),
    move: (request) => moved(host, request),
    turn: (request) => turned(host, request),
    tally: (request) => tally(host, request) ?? plain.tally(request),
  };
}
