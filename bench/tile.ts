/** Speed of the tile model: cycles stepped one by one, and the same cycles counted by trip counts. */
import { ipu21 } from '../models/machines/ipu21.js';
import { randomWord } from '../runtime/random.js';
import type { GemmOperands } from '../sim/tile/activity.js';
import { countTile } from '../sim/tile/counted.js';
import { createTile, runTile } from '../sim/tile/stepped.js';
import { programOf, type TileTask } from '../sim/tile/task.js';
import type { Benchmark } from './benchmark.js';

const [M, K, N] = [244, 512, 128];
const TASK: TileTask = {
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
  const { cycles } = countTile(program);
  const operands = randomOperands();
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
      name: 'tile stepped',
      referenceName: 'stepped, with operands',
      run: stepped,
      reference: steppedOperands,
    },
  ];
}

function randomOperands(): GemmOperands {
  const codes = (length: number, stream: number) =>
    Uint8Array.from({ length }, (_, i) => randomWord(1, stream, i) & 0x7f);
  return { left: codes(M * K, 1), right: codes(K * N, 2), leftZeros: [0], rightZeros: [0] };
}
