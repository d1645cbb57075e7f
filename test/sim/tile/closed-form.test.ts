/** The closed form counts what the engines count, from shapes alone. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { ACTIVITY_COUNTS } from '../../../records/counts/tile-counts.js';
import { randomWord } from '../../../runtime/random.js';
import { expectedActivity, type OperandStatistics } from '../../../sim/tile/activity/expected-activity.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import type { GemmTask } from '../../../sim/tile/kernels/gemm/task.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import { machines, tasks } from './tasks.js';

describe('activity expected from statistics', () => {
  const [m, k, n] = [96, 128, 64];
  const task: GemmTask = {
    kind: 'gemm',
    m,
    k,
    n,
    operands: 'fp8',
    partials: 'fp16',
    output: 'plain',
    coefficients: 'interleaved',
    start: 'zero',
  };
  const format = resolveFloatFormat('float8_e4m3fnuz', 'test');

  /** Fields 0 … 12, low ones more often; about a fifth zeros. */
  function drawn(length: number, stream: number): { codes: Uint8Array; statistics: OperandStatistics } {
    const codes = Uint8Array.from({ length }, (_, index) => {
      const word = randomWord(7, stream, index);
      const field = Math.min((word >>> 8) % 13, (word >>> 16) % 13);
      const code = (word & 0x80) | (field << 3) | (word & 7);
      return word % 5 === 0 || code === 0x80 ? 0 : code;
    });
    const exponentHistogram = new Array<number>(16).fill(0);
    for (const code of codes) exponentHistogram[(code >> 3) & 15] = (exponentHistogram[(code >> 3) & 15] as number) + 1;
    return { codes, statistics: { format, zeros: codes.filter((code) => code === 0).length, exponentHistogram } };
  }

  it('comes within 3 % of what is counted on operands that are drawn independently', () => {
    const [left, right] = [drawn(m * k, 1), drawn(k * n, 2)];
    const zeroGating = 'none';
    const operands = {
      left: left.codes,
      right: right.codes,
      leftFormat: format,
      rightFormat: format,
      zeroGating,
    } as const;
    const counted = countTile(programOf(task, ipu21), operands).activity;
    const expected = expectedActivity(task, ipu21, { left: left.statistics, right: right.statistics, zeroGating });
    for (const name of ACTIVITY_COUNTS) {
      const most = 0.03 * (counted?.[name] ?? 0);
      expect(Math.abs(expected[name] - (counted?.[name] ?? 0)), name).toBeLessThanOrEqual(most);
    }
  });

  it('of two codes, half fields 1 and half 3, an aligned operand lies ½ below the other in the mean', () => {
    // k = 2: the other is 3 while this is 1 in a quarter of the cases, 2 apart: ½ each side, for 96 × 2 × 64 products.
    const halves = { format, zeros: 0, exponentHistogram: [0, 50, 0, 50] };
    const { exponentSpread, inputToggles } = expectedActivity({ ...task, k: 2 }, ipu21, {
      left: halves,
      right: halves,
      zeroGating: 'none',
    });
    expect(exponentSpread).toBe(96 * 2 * 64 * (0.5 + 0.5));
    // Sign and three mantissa bits toggle half of the time, of the exponent bit 1 too and bit 0 never: 2.5 bits.
    expect(inputToggles).toBe(96 * 2 * 4 * 2.5);
  });
});

describe('activity expected where zeros are gated', () => {
  it('half zeros, half of one exponent: a code that comes follows another such, of which sign and mantissa toggle', () => {
    const task = { ...GATED, m: 96, k: 128, n: 64 };
    const format = resolveFloatFormat('float8_e4m3fnuz', 'test');
    const half = { format, zeros: 50, exponentHistogram: [50, 0, 0, 50] };
    const expected = (zeroGating: 'none' | 'gated') =>
      expectedActivity(task, ipu21, { left: half, right: half, zeroGating });
    // Gated: half of the codes, four bits of which half toggle. Open: sign and mantissa are ones a quarter of the time,
    // the exponent's two low bits half of it.
    const [gated, open] = [0.5 * 4 * 0.5, 4 * 2 * 0.25 * 0.75 + 2 * 0.5];
    expect(expected('gated').inputToggles).toBe(96 * 128 * 4 * gated);
    expect(expected('none').inputToggles).toBe(96 * 128 * 4 * open);
    expect(expected('gated').coefficientToggles).toBe(128 * 64 * gated);
    expect(expected('gated').zeroMacs).toBe(96 * 128 * 64 * 0.75);
  });

  it('of zeros alone nothing toggles', () => {
    const format = resolveFloatFormat('float8_e4m3fnuz', 'test');
    const zeros = { format, zeros: 9, exponentHistogram: [9, 0] };
    const { inputToggles } = expectedActivity(GATED, ipu21, { left: zeros, right: zeros, zeroGating: 'gated' });
    expect(inputToggles).toBe(0);
  });
});

const GATED: GemmTask = {
  kind: 'gemm',
  m: 3,
  k: 5,
  n: 7,
  operands: 'fp8',
  partials: 'fp16',
  output: 'plain',
  coefficients: 'interleaved',
  start: 'zero',
};

describe('closed form and counted', () => {
  it('agree on every cycle, cause and structural count of any task on any machine', () => {
    fc.assert(
      fc.property(tasks, machines, (task, machine) => {
        expect(closedForm(task, machine)).toEqual(countTile(programOf(task, machine)));
      }),
      { numRuns: 500 },
    );
  });

  it('agree where every worker has a share of its own length or none', () => {
    fc.assert(
      fc.property(tasks, machines, fc.constantFrom(1, 2, 13, 64), (task, machine, workers) => {
        const other = { ...machine, tile: { ...machine.tile, workers } };
        expect(closedForm(task, other)).toEqual(countTile(programOf(task, other)));
      }),
      { numRuns: 200 },
    );
  });
});
