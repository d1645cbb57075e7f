/** Vectors as text, some hundreds of lines at a time, so that a file of any length needs little memory. */
import type { DotProductUnit } from '../../models/units/unit.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { answerer, type VectorSetting, vectorRows } from '../../sim/vectors/vectors.js';
import { type RowFormat, rowPrinter } from './row-text.js';

export interface GenerateSetting extends VectorSetting {
  /** What rows are built for. */
  readonly unit: DotProductUnit;
  /** Whose answers they carry: the same unit, or a device's model. */
  readonly answeredBy: DotProductUnit;
  readonly format: RowFormat;
}

export function* vectorText({ unit, answeredBy, format, ...setting }: GenerateSetting): Generator<string> {
  const engine = createEngine({ threads: 1 });
  const [answers, print] = [answerer(engine, answeredBy), rowPrinter(unit, format)];
  try {
    for (const block of vectorRows(unit, setting)) {
      yield answers(block)
        .map((row) => `${print(row)}\n`)
        .join('');
    }
  } finally {
    engine.close();
  }
}
