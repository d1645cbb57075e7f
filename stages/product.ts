/** One product, simulated and priced: cycles, counts, energy, plan; with operands also the error of units on them. */
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { oneOf, type Where } from '../models/input-checks.js';
import { InputError } from '../models/input-error.js';
import { type OperandWidth, operandWidth } from '../models/machines/operand-width.js';
import { standIn } from '../models/machines/stand-in.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import type { ZeroGating } from '../models/units/unit.js';
import type { EnergyRecord, Operation } from '../records/energy.js';
import { ENGINES } from '../records/run.js';
import { technologyNamed } from '../records/technology.js';
import type { GemmPlan } from '../sim/array/plan/gemm-plan.js';
import { type ProductRequest, type ProductResult, productWork, simulateProduct } from '../sim/array/product.js';
import { operandUtilisation } from '../sim/array/utilisation.js';
import { priceCounts } from '../sim/energy/price.js';
import { choiceName, chosenMachine, type MachineChoice } from './machine-choice.js';
import {
  errorUnits,
  type LoadedOperands,
  loadOperands,
  operandErrors,
  type SpelledUnit,
  type UnitError,
} from './operands.js';
import { type ChosenProduct, chosenProduct, MOST_SIDE, type ProductChoice } from './product-shape.js';

/** A product as it was asked for. */
export interface ProductOptions extends MachineChoice, ProductChoice {
  /** Those of the operands' width unless said. */
  readonly partials: string | undefined;
  readonly output: string;
  readonly coefficients: string;
  readonly engine: string;
  readonly technology: string;
  /** A safetensors file. */
  readonly operands: string | undefined;
  /** Units whose error is computed, by commas; the machine's own unless said. */
  readonly unit: string | undefined;
}

/** How many multiply-accumulates of how many have been judged. */
export type Progress = (done: number, total: number) => void;

type Totals = ProductResult['totals'];

export interface ProductAnswer extends Pick<Totals, 'cycles' | 'cyclesByCause' | 'counts' | 'timeS'> {
  /** With the fields that were set behind its name. */
  readonly machine: string;
  /** As it was asked for. */
  readonly format: string;
  /** The machine's format that it is timed and priced as, where it is not one of its own. */
  readonly timedAs?: string;
  readonly macs: number;
  /** Of the peak of the product's own operands, and of the machine's narrowest. */
  readonly utilisation: number;
  readonly machineUtilisation: number;
  /** Of the machine; the plan has those that are used. */
  readonly tiles: number;
  readonly energyPj: EnergyRecord['totalPj'];
  /** What most of the energy rests on, and its share by basis. */
  readonly energyBasis: EnergyRecord['headlineBasis'];
  readonly basisShares: EnergyRecord['basisShares'];
  readonly averagePowerW: EnergyRecord['averagePowerW'];
  /** Clock, supply and time under the machine's power cap, which energy and power are of; and at full clock. */
  readonly operation: Operation | undefined;
  readonly plan: ProductPlan;
  readonly error: OperandError | undefined;
}

export interface ProductPlan {
  readonly tiles: number;
  readonly splitM: number;
  readonly splitN: number;
  readonly splitK: number;
  readonly rounds: number;
  /** Where the splits are those of bᵀ · aᵀ. */
  readonly orientation?: GemmPlan['orientation'];
  /** On the fullest tile. */
  readonly sramBytes: number;
}

/** The error against float64 on operands that were cast as code × 2^scale. */
export interface OperandError {
  readonly scaleExponents: readonly number[];
  readonly units: readonly UnitError[];
}

/** @throws InputError naming the field */
export function productStage(options: ProductOptions, where: Where, progress?: Progress): ProductAnswer {
  const machine = chosenMachine(options, where);
  const { format, shape } = checkedProduct(options, where);
  if (options.unit !== undefined && options.operands === undefined) {
    throw new InputError(where('unit'), 'operands beside it, whose error it shows', 'none');
  }
  const units =
    options.operands === undefined ? [] : errorUnits(options.unit ?? machine.amp.family, format, shape, where);
  const operands = options.operands === undefined ? undefined : loadOperands(options.operands, format, shape);
  const engine = oneOf(where('engine'), ENGINES, options.engine);
  const request = {
    shape,
    format: format.name,
    engine,
    ...(operands === undefined ? {} : { operands: operands.matrices, zeroGating: gatingOf(units) }),
  };
  const answer = answerOf(simulateProduct(request, machine), request, machine, options, where);
  return { ...answer, error: operands === undefined ? undefined : errorOf(operands, units, shape, progress) };
}

/** Zeros are gated in energy where the one unit that is asked for does so. */
function gatingOf([only, ...more]: readonly SpelledUnit[]): ZeroGating {
  return more.length === 0 ? (only?.unit.zeroGating ?? 'none') : 'none';
}

function checkedProduct(options: ProductOptions, where: Where): ChosenProduct {
  const format = resolveFloatFormat(options.format, where('format'));
  const width = operandWidth(format.name, where('format'));
  const [usual] = PARTIALS[width];
  const partials = oneOf(where('partials'), ['float16', 'float32'] as const, options.partials ?? usual);
  if (!PARTIALS[width].includes(partials)) {
    const expected = `${usual} with operands of ${format.name} (the only partials of that vertex)`;
    throw new InputError(where('partials'), expected, partials);
  }
  return chosenProduct(options, MOST_SIDE, where, partials === 'float16' ? 'fp16' : 'fp32');
}

/** Partials of products by the width of operands, the usual ones first. Source: poplibs ConvPartial1x1Out.cpp. */
const PARTIALS: Readonly<Record<OperandWidth, readonly ('float16' | 'float32')[]>> = {
  fp8: ['float16'],
  fp16: ['float16', 'float32'],
  fp32: ['float32'],
};

function errorOf(
  operands: LoadedOperands,
  units: readonly SpelledUnit[],
  shape: ChosenProduct['shape'],
  progress: Progress | undefined,
): OperandError {
  return {
    scaleExponents: operands.operands.map(({ scaleExponent }) => scaleExponent),
    units: operandErrors(operands, units, shape, progress),
  };
}

function timedAs(format: string, { amp }: TileMachine): { timedAs?: string } {
  const own = standIn(format, amp.family);
  return own === undefined ? {} : { timedAs: own };
}

function answerOf(
  result: ProductResult,
  request: ProductRequest,
  machine: TileMachine,
  options: ProductOptions,
  where: Where,
): Omit<ProductAnswer, 'error'> {
  const { op, totals, plan } = result;
  const { format, technology: table } = options;
  const energy = priceCounts(productWork(result, request, machine), technologyNamed(table, where('technology')));
  const { totalPj, averagePowerW, operation, headlineBasis, basisShares } = energy;
  const { cycles, cyclesByCause, counts, timeS, utilisation } = totals;
  return {
    machine: choiceName(options, machine),
    format,
    ...timedAs(request.format, machine),
    cycles,
    cyclesByCause,
    counts,
    macs: counts.usefulMacs,
    utilisation: operandUtilisation([op], machine),
    machineUtilisation: utilisation,
    tiles: machine.tiles,
    timeS,
    energyPj: totalPj,
    energyBasis: headlineBasis,
    basisShares,
    averagePowerW,
    operation,
    plan: {
      tiles: op.plan.tiles,
      splitM: plan.splitM,
      splitN: plan.splitN,
      splitK: plan.splitK,
      rounds: plan.rounds,
      ...(plan.orientation === 'transposed' ? { orientation: plan.orientation } : {}),
      sramBytes: op.plan.sramBytes,
    },
  };
}
