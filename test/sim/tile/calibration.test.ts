/** Measured kernels of one tile (osmarks/ipu-stack, Graphcore C600) against the counted program. */
import { expect } from 'vitest';
import { ipu21 } from '../../../models/machines/ipu21.js';
import { countTile } from '../../../sim/tile/counted.js';
import { operandWidth, programOf, type TileTask } from '../../../sim/tile/task.js';
import { itWithShared, sharedJson } from '../../shared-data.js';

const FILE = 'data/ipu21-calibration.json';

interface MeasuredCase {
  readonly name: string;
  readonly level: string;
  readonly current: boolean;
  readonly measuredCycles: number;
  readonly program: Readonly<Record<string, string | number>>;
}

/** The task of a measured kernel; undefined for kernels that have no program here. */
function taskOf(program: MeasuredCase['program']): TileTask | undefined {
  const size = (field: string) => Number(program[field]);
  switch (program.kernel) {
    case 'gemm':
      return {
        kind: 'gemm',
        m: size('m'),
        k: size('k'),
        n: size('n'),
        operands: operandWidth(String(program.format), 'format'),
        partials: program.partials === 'float32' ? 'fp32' : 'fp16',
        output: program.output === 'packed' ? 'packed' : 'plain',
        coefficients: program.coefficients === 'standard' ? 'standard' : 'interleaved',
        start: 'zero',
      };
    case 'cast':
      return {
        kind: 'cast',
        layout: program.layout === 'packed' ? 'packed' : 'linear',
        rows: size('rows'),
        width: size('width'),
        from: operandWidth(String(program.format), 'format'),
        to: operandWidth(String(program.output), 'output'),
        elementGroups: program.elementGroups === 'shared' ? 'shared' : 'separate',
      };
    case 'add':
      return { kind: 'element-wise', operation: 'add', elements: size('elements') };
    case 'reduce':
      return { kind: 'reduce', elements: size('elements'), partials: size('partials'), format: 'fp16' };
    case 'copy':
      return { kind: 'copy', bytes: size('bytes'), elementGroups: 'separate' };
    case 'patch':
      return { kind: 'patch', words: size('words') };
    default:
      return undefined;
  }
}

itWithShared(FILE)('meets measured GEMM kernels within 2 %, other kernels with a program within 5 %', () => {
  const { cases } = sharedJson(FILE) as { cases: readonly MeasuredCase[] };
  const rows = cases
    .filter(({ level, current }) => level === 'kernel' && current)
    .flatMap(({ name, program, measuredCycles }) => {
      const task = taskOf(program);
      if (task === undefined) return [];
      const { cycles } = countTile(programOf(task, ipu21));
      return [{ name, kind: task.kind, measuredCycles, cycles, error: cycles / measuredCycles - 1 }];
    });
  console.table(rows.map((row) => ({ ...row, error: `${(100 * row.error).toFixed(2)} %` })));
  expect(rows.filter(({ kind }) => kind === 'gemm')).toHaveLength(5);
  expect(rows).toHaveLength(17);
  for (const { name, kind, error } of rows) {
    expect(Math.abs(error), name).toBeLessThan(kind === 'gemm' ? 0.02 : 0.05);
  }
});
