/** The kill curve: mutants of units against rows of level 2, as a record with its figure. */
import type { DotProductUnit } from '../../models/units/unit.js';
import { writeInside } from '../../records/folder.js';
import { canonicalText } from '../../records/json.js';
import { KILL_CURVE_SCHEMA, type KillCurve, type KilledKind, type UnitKills } from '../../records/kill-curve.js';
import { chartPng, chartSvg } from '../../reports/export/charts.js';
import { chartCsv } from '../../reports/export/csv.js';
import { killChart } from '../../reports/vectors/kill-chart.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { type Kill, killsOf } from '../../sim/vectors/kills.js';
import { whyEquivalent } from '../../sim/vectors/mutants/equivalent.js';
import { MUTANT_KINDS } from '../../sim/vectors/mutants/mutant.js';

/** Of all families, each with formats that stand for it: `unit/format of a`. */
export const CURVE_UNITS = [
  'ipu21-amp/float8_e4m3fnuz',
  'ipu21-amp/float8_e5m2fnuz',
  'ipu21-amp/float16',
  'ipu21-amp:rounding-after=phase/float8_e4m3fnuz',
  'ipu21-amp:rounding=stochastic/float8_e4m3fnuz',
  'volta/float16',
  'turing/float16',
  'ampere/float16',
  'ampere/tf32',
  'ada/float8_e4m3fn',
  'ada/bfloat16',
  'hopper/float8_e4m3fn',
  'hopper/float16',
  'hopper:accumulator=float16/float8_e5m2',
  'hopper:promotion=128/float8_e4m3fn',
  'hopper-mma/float8_e4m3fn',
  'hopper-mma:accumulator=float16/float8_e4m3fn',
  'blackwell/float8_e4m3fn',
  'blackwell/float6_e2m3fn',
  'blackwell/float4_e2m1fn',
  'blackwell-mma/float8_e5m2',
  'blackwell-mx/float8_e4m3fn',
  'blackwell-nvfp4/float4_e2m1fn',
  'rtx-blackwell/float8_e4m3fn',
  'rtx-blackwell-mx/float6_e3m2fn',
  'rtx-blackwell-nvfp4/float4_e2m1fn',
  'cdna1/float16',
  'cdna2/float16',
  'cdna2/bfloat16',
  'cdna2-bf16/bfloat16',
  'cdna3/float8_e4m3fnuz',
  'cdna3/float16',
  'exsdotp/float8_e5m2',
  'fma/bfloat16',
  'ibm-chunked/float8_e4m3b11fnuz',
  'exact/float16',
] as const;

/** Numbers of rows that curves are given at. */
const POINTS = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000] as const;

/** A unit with how it is called. */
export interface CurveUnit {
  readonly name: string;
  readonly unit: DotProductUnit;
}

export interface CurveSetting {
  readonly units: readonly CurveUnit[];
  readonly rows: number;
  readonly seed: number;
  readonly command: string;
  readonly progress: (done: number, total: number) => void;
}

export function curveStage({ units, rows, seed, command, progress }: CurveSetting): KillCurve {
  const engine = createEngine({ threads: 1 });
  const points = POINTS.filter((point) => point <= rows);
  try {
    const kills = units.map(({ name, unit }, i) => {
      progress(i, units.length);
      return unitKills(name, unit, [...killsOf(engine, unit, { rows, seed })], points);
    });
    return { schema: KILL_CURVE_SCHEMA, command, rows, seed, points, units: kills };
  } finally {
    engine.close();
  }
}

function unitKills(name: string, unit: DotProductUnit, kills: readonly Kill[], points: readonly number[]): UnitKills {
  const dead = kills.filter(({ firstRow }) => firstRow !== undefined);
  const survivors = kills.filter(({ firstRow }) => firstRow === undefined).map(({ mutant }) => mutant);
  const reasons = survivors.map((mutant) => ({ mutant: mutant.name, because: whyEquivalent(unit, mutant) }));
  const firstRows = dead.map(({ firstRow }) => firstRow as number).sort((one, other) => one - other);
  const rowOf = (share: number) => firstRows[Math.max(0, Math.ceil(share * firstRows.length) - 1)] ?? 0;
  const alive = reasons.filter(({ because }) => because === undefined).map(({ mutant }) => mutant);
  return {
    unit: name.split('/', 1)[0] as string,
    operands: unit.aFormat,
    mutants: kills.length,
    killed: dead.length,
    equivalent: reasons.flatMap(({ mutant, because }) => (because === undefined ? [] : [{ mutant, because }])),
    alive,
    rowsFor: { half: rowOf(1 / 2), nineTenths: rowOf(9 / 10), all: rowOf(1) },
    curve: points.map((point) => firstRows.filter((row) => row <= point).length),
    kinds: MUTANT_KINDS.flatMap((kind) => killedKind(kind, kills, alive)),
  };
}

function killedKind(kind: string, kills: readonly Kill[], alive: readonly string[]): KilledKind[] {
  const own = kills.filter(({ mutant }) => mutant.kind === kind);
  const dead = own.filter(({ firstRow }) => firstRow !== undefined);
  const left = own.filter(({ mutant }) => alive.includes(mutant.name)).length;
  if (dead.length + left === 0) return [];
  const shares = dead
    .map(({ kills: count, rows }) => count / Math.min(rows, BLOCK_ROWS))
    .sort((one, other) => one - other);
  const lastRow = left > 0 ? null : Math.max(...dead.map(({ firstRow }) => firstRow as number));
  const middleShare = Number((shares[Math.floor(shares.length / 2)] ?? 0).toPrecision(3));
  return [{ kind, mutants: dead.length + left, lastRow, middleShare }];
}

/** Rows of the block that kills (sim/vectors/vectors.ts). */
const BLOCK_ROWS = 512;

/** The record and its figure (PNG, SVG, CSV). */
export function writeCurve(curve: KillCurve, folder: string): void {
  const chart = killChart(curve);
  writeInside(folder, 'kill-curve.json', canonicalText(curve));
  writeInside(folder, `${chart.id}.png`, chartPng(chart));
  writeInside(folder, `${chart.id}.svg`, chartSvg(chart));
  writeInside(folder, `${chart.id}.csv`, chartCsv(chart));
}
