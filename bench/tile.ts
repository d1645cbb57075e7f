/** Speed of the tile model: cycles stepped one by one, and the same cycles counted by trip counts. */
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { ipu21 } from '../models/machines/tiles/ipu21.js';
import { randomWord } from '../runtime/random.js';
import type { GemmOperands } from '../sim/tile/activity/activity.js';
import { countTile } from '../sim/tile/engines/counted.js';
import { createTile, runTile } from '../sim/tile/engines/stepped.js';
import { closedForm } from '../sim/tile/kernels/closed-forms.js';
import type { GemmTask } from '../sim/tile/kernels/gemm/task.js';
import { programOf } from '../sim/tile/kernels/programs.js';
import type { TileTask } from '../sim/tile/kernels/tasks.js';
import type { Benchmark } from './benchmark.js';

const F143 = resolveFloatFormat('float8_e4m3fnuz', 'bench');
const [M, K, N] = [244, 512, 128];
const TASK: GemmTask = {
  kind: 'gemm',
  m: M,
  k: K,
  n: N,
  operands: 'fp8',
  partials: 'fp16',
  output: 'plain',
  coefficients: 'interleaved',
  start: 'zero',
};

export function tileBenchmarks(): Benchmark[] {
  const program = programOf(TASK, ipu21);
  const { cycles, counts } = countTile(program);
  const operands = randomOperands();
  const kernels = kernelTasks();
  const base = { clock: 'cpu', operation: 'tile-cycle', operations: cycles, referenceOperations: cycles } as const;
  const stepped = () => void runTile(createTile(program, ipu21));
  const steppedOperands = () => void runTile(createTile(program, ipu21, operands));
  return [
    {
      ...base,
      name: `tile counted, gemm ${M} × ${K} × ${N}`,
      referenceName: 'stepped',
      run: () => void countTile(program),
      reference: stepped,
      floor: 20,
    },
    {
      ...base,
      name: 'tile counted, with operands',
      referenceName: 'stepped, with operands',
      run: () => void countTile(program, operands),
      reference: steppedOperands,
      floor: 3,
    },
    {
      ...base,
      name: `tile stepped, ${counts.workerIssues} bundles in ${cycles} cycles`,
      referenceName: 'stepped, with operands',
      run: stepped,
      reference: steppedOperands,
    },
    {
      name: `tile closed form, ${kernels.length} kernels of the kinds of a training step`,
      clock: 'cpu',
      operation: 'kernel',
      operations: kernels.length,
      referenceOperations: kernels.length,
      referenceName: 'counted',
      run: () => void kernels.map((task) => closedForm(task, ipu21)),
      reference: () => void kernels.map((task) => countTile(programOf(task, ipu21))),
    },
  ];
}

/** Products, casts, element-wise operations and reductions of many shapes. */
function kernelTasks(): TileTask[] {
  const size = (index: number, most: number) => 1 + (randomWord(2, 3, index) % most);
  return Array.from({ length: 1000 }, (_, i): TileTask => {
    const [m, k, n] = [size(3 * i, 300), size(3 * i + 1, 1000), size(3 * i + 2, 200)];
    switch (i % 5) {
      case 0:
        return { ...TASK, m, k, n };
      case 1:
        return { ...TASK, m, k, n, operands: 'fp16', output: 'packed' };
      case 2:
        return {
          kind: 'cast',
          layout: 'packed',
          rows: m,
          width: k,
          from: 'fp16',
          to: 'fp8',
          elementGroups: 'separate',
        };
      case 3:
        return { kind: 'element-wise', operation: 'sgd-momentum', elements: m * n };
      default:
        return { kind: 'reduce', elements: m * n, partials: 1 + (k % 16), format: 'fp16' };
    }
  });
}

function randomOperands(): GemmOperands {
  const codes = (length: number, stream: number) =>
    Uint8Array.from({ length }, (_, i) => randomWord(1, stream, i) & 0x7f);
  return { left: codes(M * K, 1), right: codes(K * N, 2), leftFormat: F143, rightFormat: F143, zeroGating: 'none' };
}
