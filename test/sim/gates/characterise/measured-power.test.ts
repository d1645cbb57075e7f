/**
 * Measured rows and the orders in which their operands stream. What a constant gives is the study's rows by an independent
 * calculation (15.7 %); which fills toggle less in which order follows from how they lie: along the depth sorted columns
 * change least, across outputs sorted rows do.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { resolveOperandFormat } from '../../../../models/formats/resolve.js';
import { hardwareUnit } from '../../../../models/hardware/presets.js';
import { A100_FLOAT16_TENSOR_CORE } from '../../../../models/measurements/gpu-power.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { activityFeatures } from '../../../../sim/gates/characterise/activity-features.js';
import { constantLeftOut } from '../../../../sim/gates/characterise/line-fit.js';
import { windowStreams } from '../../../../sim/gates/characterise/stream-source.js';
import { filledMatrix, fillSource } from '../../../../sim/gates/operands/fill.js';
import { columnsOf } from '../../../../sim/gates/operands/operand-lines.js';
import type { StreamOrder } from '../../../../sim/gates/operands/orders/orders.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const SIZE = 128;
const FORMATS = { aFormat: 'float16', bFormat: 'float16', scale: 0 };
const UNIT = hardwareUnit('ampere-fp16', 'test');
const { rows } = A100_FLOAT16_TENSOR_CORE;

/** Changed bits of both operands in one window. */
function inputChanges(name: string, order: StreamOrder): number {
  const fill = rows.find((row) => row.name === name)?.fill;
  if (fill === undefined) throw new Error(`no row ${name}`);
  const side = (which: string) => {
    const source = fillSource({ rows: SIZE, columns: SIZE, seed: 1, side: which });
    return columnsOf(filledMatrix(source, fill, resolveOperandFormat('float16'), engine), SIZE, SIZE);
  };
  const source = { operands: name, lines: { a: side('a'), b: side('b') }, formats: FORMATS };
  const streams = windowStreams(source, UNIT, order, { seed: 1, window: 0, cycles: 64 }, engine);
  const { changes } = activityFeatures(streams, UNIT, FORMATS, 1);
  return changes.a + changes.b;
}

describe('the measured rows', () => {
  it('are ten below the cap, which a constant predicts to 15.7 %', () => {
    expect(rows.length).toBe(10);
    expect(rows.every(({ powerW }) => powerW < 297)).toBe(true);
    expect(constantLeftOut(rows.map(({ powerW }) => powerW))).toBeCloseTo(0.157, 3);
  });

  it('toggle less sorted in rows than in columns in a warp tile, and more along one output', () => {
    expect(inputChanges('sorted rows', 'warp-tile')).toBeLessThan(inputChanges('sorted columns', 'warp-tile'));
    expect(inputChanges('sorted rows', 'one-output')).toBeGreaterThan(inputChanges('sorted columns', 'one-output'));
  });

  it.each(['warp-tile', 'one-output'] as const)(
    'toggle the less the more zeros there are, and not at all of one value: %s',
    (order) => {
      const [all, most, half, one] = ['all zero', '90 % zero', '50 % zero', 'one value'].map((name) =>
        inputChanges(name, order),
      );
      expect([all, one]).toEqual([0, 0]);
      expect(most).toBeGreaterThan(0);
      expect(half).toBeGreaterThan(2 * (most ?? 0));
    },
  );
});
