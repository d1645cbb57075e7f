/**
 * GEMMs through the IPU21's AMP against the plain float32 GEMM of the same shape, packing included; against the
 * readable reference, on a small shape; and what a second thread brings, beside what it brings the float32 GEMM.
 */
import { resolveFormat } from '../models/formats/resolve.js';
import { ipu21Amp } from '../models/units/ipu21-amp.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import { dotInReference, type GemmRequest } from '../sim/arithmetic/kernels/gemm.js';
import type { Benchmark } from './benchmark.js';
import { gaussianCodes, gaussianValues, uniformCodes } from './operands.js';

const SHAPE = { m: 256, n: 256, k: 512 } as const;
const MACS = SHAPE.m * SHAPE.n * SHAPE.k;
const SMALL = { m: 16, n: 16, k: 64 } as const;

interface Case {
  readonly a: string;
  readonly b: string;
  readonly kind: 'Gaussian' | 'uniform';
  readonly floor?: number;
  readonly aim?: number;
}

const CASES: readonly Case[] = [
  { a: 'f143', b: 'f143', kind: 'Gaussian', floor: 1 / 2, aim: 0.9 },
  { a: 'f143', b: 'f143', kind: 'uniform', floor: 1 / 4, aim: 1 / 2 },
  { a: 'f152', b: 'f152', kind: 'Gaussian', floor: 1 / 2, aim: 0.8 },
  { a: 'f152', b: 'f152', kind: 'uniform' },
  { a: 'f143', b: 'f152', kind: 'Gaussian' },
  { a: 'float16', b: 'float16', kind: 'Gaussian', floor: 1 / 5, aim: 1 / 3 },
  { a: 'float16', b: 'float16', kind: 'uniform' },
];

/** The scale keeps uniform codes from overflowing everywhere. */
function requestOf(
  engine: ArithmeticEngine,
  { a, b, kind }: Case,
  shape: { m: number; n: number; k: number },
): GemmRequest {
  const [aFormat, bFormat] = [resolveFormat(a, 'bench').name, resolveFormat(b, 'bench').name];
  const codes = (name: string, length: number, seed: number) =>
    kind === 'Gaussian' ? gaussianCodes(engine, name, length, seed) : uniformCodes(name, length, seed);
  return {
    unit: ipu21Amp.resolve(aFormat, bFormat, {}, 'bench'),
    ...shape,
    a: codes(aFormat, shape.m * shape.k, 1),
    b: codes(bFormat, shape.k * shape.n, 2),
    scaleSum: kind === 'Gaussian' ? 0 : a === 'f143' ? -6 : -22,
  };
}

function float32Gemm(engine: ArithmeticEngine): () => void {
  const request = { ...SHAPE, a: gaussianValues(SHAPE.m * SHAPE.k, 1), b: gaussianValues(SHAPE.k * SHAPE.n, 2) };
  return () => void engine.gemmFloat32(request);
}

/** @param one engine of one thread; @param two engine of two */
export function gemmBenchmarks(one: ArithmeticEngine, two: ArithmeticEngine): Benchmark[] {
  return [...CASES.map((chosen) => againstFloat32(one, chosen)), againstReference(one), ...scaling(one, two)];
}

function againstFloat32(engine: ArithmeticEngine, chosen: Case): Benchmark {
  const request = requestOf(engine, chosen, SHAPE);
  return {
    name: `ipu21-amp ${chosen.a} × ${chosen.b}, ${chosen.kind}`,
    operation: 'MAC',
    operations: MACS,
    referenceOperations: MACS,
    referenceName: 'float32 GEMM',
    run: () => void engine.gemm(request),
    reference: float32Gemm(engine),
    ...(chosen.floor === undefined ? {} : { floor: chosen.floor }),
    ...(chosen.aim === undefined ? {} : { aim: chosen.aim }),
  };
}

function againstReference(engine: ArithmeticEngine): Benchmark {
  const chosen: Case = { a: 'f143', b: 'f143', kind: 'Gaussian' };
  const request = requestOf(engine, chosen, SHAPE);
  const small = requestOf(engine, chosen, SMALL);
  return {
    name: 'ipu21-amp f143 × f143, Gaussian',
    operation: 'MAC',
    operations: MACS,
    referenceOperations: SMALL.m * SMALL.n * SMALL.k,
    referenceName: 'readable reference',
    run: () => void engine.gemm(request),
    reference: () => {
      for (let i = 0; i < SMALL.m * SMALL.n; i++) dotInReference(small, Math.floor(i / SMALL.n), i % SMALL.n);
    },
    floor: 500,
  };
}

function scaling(one: ArithmeticEngine, two: ArithmeticEngine): Benchmark[] {
  const chosen: Case = { a: 'f143', b: 'f143', kind: 'Gaussian' };
  const request = requestOf(one, chosen, SHAPE);
  const shared = {
    operation: 'MAC',
    operations: MACS,
    referenceOperations: MACS,
    referenceName: 'one thread',
  } as const;
  return [
    { ...shared, name: 'float32 GEMM, two threads', run: float32Gemm(two), reference: float32Gemm(one) },
    {
      ...shared,
      name: 'ipu21-amp f143 × f143, Gaussian, two threads',
      run: () => void two.gemm(request),
      reference: () => void one.gemm(request),
    },
  ];
}
