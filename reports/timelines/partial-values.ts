/** The partials of a product after each panel, through the machine's own unit: what a tile reads and writes. */
import type { DotProductUnit } from '../../models/units/unit.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import type { CodeMatrix } from '../../sim/array/activity.js';
import type { PartialValues } from './vcd.js';

export interface PanelledProduct {
  readonly unit: DotProductUnit;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly inputsPerPanel: number;
  /** m × k and k × n codes. */
  readonly operands: readonly [CodeMatrix, CodeMatrix];
}

/** @returns codes of float16 or float32 partials; +0 before the first panel, undefined beyond the edges */
export function partialValues(product: PanelledProduct): PartialValues {
  const { unit, m, n, k, inputsPerPanel, operands } = product;
  const [left, right] = operands;
  const passes: (Uint16Array | Uint32Array)[] = [];
  const engine = createEngine({ threads: 1 });
  try {
    for (let from = 0; from < k; from += inputsPerPanel) {
      const length = Math.min(inputsPerPanel, k - from);
      const a = left.codes.slice(0, m * length);
      for (let row = 0; row < m; row++) {
        a.set(left.codes.subarray(row * k + from, row * k + from + length), row * length);
      }
      const b = right.codes.slice(from * n, (from + length) * n);
      const before = passes.at(-1);
      const start = before === undefined ? {} : { initial: before };
      passes.push(engine.gemm({ unit, m, n, k: length, a, b, scaleSum: 0, ...start }).codes);
    }
  } finally {
    engine.close();
  }
  return {
    bits: unit.accumulator.format === 'float32' ? 32 : 16,
    codeAt(panel, row, column) {
      if (row >= m || column >= n) return undefined;
      return panel < 0 ? 0 : passes[panel]?.[row * n + column];
    },
  };
}
