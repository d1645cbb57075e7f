/**
 * GEMMs through the units' fast twins against the plain float32 GEMM of the same shape, packing included; against their
 * readable references, on a small shape; and what a second thread brings, beside what it brings the float32 GEMM.
 */
import { resolveFloatFormat, resolveFormat } from '../models/formats/resolve.js';
import { unitFamily } from '../models/units/families.js';
import type { BlockScale, UnitOptions } from '../models/units/unit.js';
import { twinOf } from '../sim/arithmetic/kernels/dispatch.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import { dotInReference } from '../sim/arithmetic/kernels/in-reference.js';
import type { GemmRequest } from '../sim/arithmetic/kernels/request.js';
import type { Benchmark } from './benchmark.js';
import { gaussianCodes, gaussianValues, uniformCodes } from './operands.js';

const SHAPE = { m: 256, n: 256, k: 512 } as const;
const MACS = SHAPE.m * SHAPE.n * SHAPE.k;
const SMALL = { m: 16, n: 16, k: 64 } as const;

interface Case {
  readonly unit: string;
  readonly a: string;
  readonly b: string;
  readonly kind: 'Gaussian' | 'uniform';
  /** What the family leaves open. */
  readonly options?: UnitOptions;
  readonly floor?: number;
  readonly aim?: number;
}

const CASES: readonly Case[] = [
  { unit: 'ipu21-amp', a: 'f143', b: 'f143', kind: 'Gaussian', floor: 0.8, aim: 0.9 },
  { unit: 'ipu21-amp', a: 'f143', b: 'f143', kind: 'uniform', floor: 0.31, aim: 1 / 2 },
  { unit: 'ipu21-amp', a: 'f152', b: 'f152', kind: 'Gaussian', floor: 0.6, aim: 0.8 },
  { unit: 'ipu21-amp', a: 'f152', b: 'f152', kind: 'uniform' },
  { unit: 'ipu21-amp', a: 'f143', b: 'f152', kind: 'Gaussian', floor: 0.6, aim: 0.8 },
  { unit: 'ipu21-amp', a: 'float16', b: 'float16', kind: 'Gaussian', floor: 0.29, aim: 1 / 3 },
  { unit: 'ipu21-amp', a: 'float16', b: 'float16', kind: 'uniform' },
  { unit: 'ipu21-amp', a: 'f143', b: 'f143', kind: 'Gaussian', options: { internal: { kind: 'float32' } }, floor: 0.6 },
  { unit: 'ipu21-amp', a: 'f143', b: 'f143', kind: 'Gaussian', options: { accumulator: 'float32' }, floor: 0.4 },
  { unit: 'hopper', a: 'e4m3', b: 'e4m3', kind: 'Gaussian', floor: 0.4, aim: 1 / 2 },
  { unit: 'hopper', a: 'e4m3', b: 'e4m3', kind: 'uniform', floor: 0.4, aim: 1 / 2 },
  { unit: 'ada', a: 'e4m3', b: 'e4m3', kind: 'Gaussian', floor: 0.36 },
  { unit: 'hopper', a: 'e4m3', b: 'e4m3', kind: 'Gaussian', options: { promotion: 128 }, floor: 0.38 },
  { unit: 'hopper', a: 'e5m2', b: 'e5m2', kind: 'Gaussian', floor: 0.4 },
  { unit: 'hopper', a: 'float16', b: 'float16', kind: 'Gaussian', floor: 0.17, aim: 0.2 },
  { unit: 'blackwell', a: 'e4m3', b: 'e4m3', kind: 'Gaussian', floor: 0.38, aim: 1 / 2 },
  { unit: 'blackwell-mx', a: 'e4m3', b: 'e4m3', kind: 'Gaussian', floor: 0.2, aim: 1 / 4 },
  { unit: 'blackwell-nvfp4', a: 'float4_e2m1fn', b: 'float4_e2m1fn', kind: 'Gaussian', floor: 0.28, aim: 1 / 4 },
  { unit: 'ampere', a: 'float16', b: 'float16', kind: 'Gaussian', floor: 0.14, aim: 0.2 },
  { unit: 'cdna3', a: 'f143', b: 'f143', kind: 'Gaussian' },
  { unit: 'cdna3', a: 'float16', b: 'float16', kind: 'Gaussian', floor: 0.14, aim: 0.2 },
  { unit: 'fma', a: 'float32', b: 'float32', kind: 'Gaussian', floor: 0.08, aim: 0.08 },
  { unit: 'fma', a: 'e5m2', b: 'float32', kind: 'Gaussian', floor: 0.08, aim: 0.08 },
  { unit: 'ibm-chunked', a: 'e5m2', b: 'e5m2', kind: 'Gaussian', floor: 0.07, aim: 0.08 },
  { unit: 'exsdotp', a: 'float8_e5m2', b: 'float8_e5m2', kind: 'Gaussian', floor: 0.08, aim: 0.08 },
  { unit: 'exsdotp', a: 'float16', b: 'float16', kind: 'Gaussian' },
];

/** Units against their own readable reference: each family, and what it leaves open where that takes another path. */
const AGAINST_REFERENCE: readonly Case[] = (
  [
    ['ipu21-amp', 'f143'],
    ['ipu21-amp', 'f143', { internal: { kind: 'float32' } }],
    ['ipu21-amp', 'f143', { stepsPerRounding: 8 }],
    ['volta', 'float16'],
    ['turing', 'float16'],
    ['ampere', 'float16'],
    ['ada', 'e4m3'],
    ['hopper', 'e4m3'],
    ['hopper', 'e4m3', { promotion: 128 }],
    ['blackwell', 'e4m3'],
    ['blackwell-mx', 'e4m3'],
    ['blackwell-nvfp4', 'float4_e2m1fn'],
    ['cdna3', 'f143'],
    ['cdna3', 'bfloat16'],
    ['cdna3', 'tf32'],
    ['exsdotp', 'float8_e5m2'],
    ['exsdotp', 'float8_e5m2', { rounding: 'stochastic', randomBits: 8 }],
    ['fma', 'float32'],
    ['fma', 'float16', { accumulator: 'bfloat16' }],
    ['fma', 'float16', { accumulator: 'dlfloat16', rounding: 'toward-zero' }],
    ['ibm-chunked', 'e5m2'],
    ['exact', 'f143'],
    ['exact', 'float32'],
  ] as const satisfies readonly (readonly [string, string, UnitOptions?])[]
).map(([unit, format, options]) => ({ unit, a: format, b: format, kind: 'Gaussian', options: options ?? {} }));

/** The scale keeps uniform codes from overflowing everywhere. */
function requestOf(
  engine: ArithmeticEngine,
  { unit, a, b, kind, options }: Case,
  shape: { m: number; n: number; k: number },
): GemmRequest {
  const [aFormat, bFormat] = [resolveFormat(a, 'bench').name, resolveFormat(b, 'bench').name];
  const codes = (name: string, length: number, seed: number) =>
    kind === 'Gaussian' ? gaussianCodes(engine, name, length, seed) : uniformCodes(name, length, seed);
  const resolved = unitFamily(unit, 'bench').resolve(aFormat, bFormat, options ?? {}, 'bench');
  return {
    unit: resolved,
    ...shape,
    a: codes(aFormat, shape.m * shape.k, 1),
    b: codes(bFormat, shape.k * shape.n, 2),
    scaleSum: kind === 'Gaussian' || unit !== 'ipu21-amp' ? 0 : a === 'f143' ? -6 : -22,
    ...(resolved.blockScale === undefined ? {} : { blockScales: scalesOf(resolved.blockScale, shape) }),
  };
}

/** Codes around that of 1. */
function scalesOf({ format, block }: BlockScale, { m, n, k }: { m: number; n: number; k: number }) {
  const { bias, mantissaBits } = resolveFloatFormat(format, 'bench');
  const codes = (lines: number) =>
    Uint8Array.from({ length: lines * Math.ceil(k / block) }, (_, i) => bias * 2 ** mantissaBits - 2 + (i % 5));
  return { a: codes(m), b: codes(n) };
}

function float32Gemm(engine: ArithmeticEngine): () => void {
  const request = { ...SHAPE, a: gaussianValues(SHAPE.m * SHAPE.k, 1), b: gaussianValues(SHAPE.k * SHAPE.n, 2) };
  return () => void engine.gemmFloat32(request);
}

/** @param one engine of one thread; @param two engine of two */
export function gemmBenchmarks(one: ArithmeticEngine, two: ArithmeticEngine): Benchmark[] {
  return [
    ...CASES.map((chosen) => againstFloat32(one, chosen)),
    ...AGAINST_REFERENCE.map((chosen) => againstReference(one, chosen)),
    ...scaling(one, two),
  ];
}

function againstFloat32(engine: ArithmeticEngine, chosen: Case): Benchmark {
  const request = requestOf(engine, chosen, SHAPE);
  return {
    name: `${chosen.unit} ${chosen.a} × ${chosen.b}${optionsText(chosen)}, ${chosen.kind}`,
    operation: 'MAC',
    operations: MACS,
    referenceOperations: MACS,
    referenceName: 'float32 GEMM',
    run: () => void engine.gemm(request),
    reference: float32Gemm(engine),
    clock: 'cpu',
    ...(chosen.floor === undefined ? {} : { floor: chosen.floor }),
    ...(chosen.aim === undefined ? {} : { aim: chosen.aim }),
  };
}

function againstReference(engine: ArithmeticEngine, chosen: Case): Benchmark {
  const request = requestOf(engine, chosen, SHAPE);
  const small = requestOf(engine, chosen, SMALL);
  return {
    name: `${chosen.unit} ${chosen.a} × ${chosen.b}${optionsText(chosen)}, ${twinOf(request.unit)}`,
    operation: 'MAC',
    operations: MACS,
    referenceOperations: SMALL.m * SMALL.n * SMALL.k,
    referenceName: 'readable reference',
    run: () => void engine.gemm(request),
    reference: () => {
      for (let i = 0; i < SMALL.m * SMALL.n; i++) dotInReference(small, Math.floor(i / SMALL.n), i % SMALL.n);
    },
    clock: 'cpu',
    floor: 500,
  };
}

function optionsText({ options }: Case): string {
  const words = Object.entries(options ?? {}).map(([name, value]) => ` ${name} ${value.kind ?? value}`);
  return words.join('');
}

function scaling(one: ArithmeticEngine, two: ArithmeticEngine): Benchmark[] {
  const chosen: Case = { unit: 'ipu21-amp', a: 'f143', b: 'f143', kind: 'Gaussian' };
  const request = requestOf(one, chosen, SHAPE);
  const shared = {
    operation: 'MAC',
    operations: MACS,
    referenceOperations: MACS,
    referenceName: 'one thread',
    clock: 'wall',
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
