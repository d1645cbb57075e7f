/**
 * What `octile gemm` answers: a product simulated and priced, from options or from a line of JSON with the
 * options' names.
 */
import { bitsOf } from '../models/formats/format.js';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { InputError, shown } from '../models/input-error.js';
import { operandWidth } from '../models/machines/operand-width.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { technology } from '../models/technologies/technologies.js';
import { parseJson } from '../records/json.js';
import { ENGINES } from '../records/run.js';
import { forPeople } from '../reports/units.js';
import { gemmShape } from '../sim/array/plan/gemm-plan.js';
import { type ProductRequest, type ProductResult, productWork, simulateProduct } from '../sim/array/product.js';
import { priceCounts } from '../sim/energy/price.js';
import { COEFFICIENT_PLACES, GEMM_OUTPUTS } from '../sim/tile/kernels/gemm/task.js';
import { oneOf, wholeNumber } from './command.js';
import type { GemmOptions } from './commands/gemm.js';
import { errorText } from './gemm-error-text.js';
import { loadOperands, operandErrors } from './gemm-operands.js';
import { machineOf } from './machine-options.js';
import { textPairs } from './table.js';

/** Fields of a line go before the command line's own options. */
export function gemmLine(options: GemmOptions, line: string, where: string): string {
  const row = parseJson(line, where);
  if (row === null || typeof row !== 'object' || Array.isArray(row))
    throw new InputError(where, 'an object', shown(line));
  for (const [field, value] of Object.entries(row)) checkField(field, value, `${where} ${field}`);
  try {
    return JSON.stringify(gemmAnswer({ ...options, ...row }));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { expected, got, remedy } = error;
    throw new InputError(`${where} ${error.where.replace(/^--/, '')}`, expected, got, remedy);
  }
}

const NUMBER = 'a number';
const TEXT = 'a string';
const TEXTS = 'a list of strings';
const FIELDS: ReadonlyMap<string, string> = new Map([
  ...['m', 'k', 'n', 'tiles'].map((field) => [field, NUMBER] as const),
  ...['machine', 'format', 'partials', 'output', 'coefficients', 'engine', 'technology', 'operands', 'unit'].map(
    (field) => [field, TEXT] as const,
  ),
  ['set', TEXTS],
]);

function checkField(field: string, value: unknown, where: string): void {
  const expected = FIELDS.get(field);
  if (expected === undefined) throw new InputError(where, `one of ${[...FIELDS.keys()].join(', ')}`, 'another field');
  const isTexts = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  const got = typeof value === 'number' ? NUMBER : typeof value === 'string' ? TEXT : isTexts ? TEXTS : 'another';
  if (got !== expected) throw new InputError(where, expected, JSON.stringify(value).slice(0, 60));
}

export type GemmAnswer = ReturnType<typeof gemmAnswer>;

/** @throws InputError naming the option */
export function gemmAnswer(options: GemmOptions) {
  const machine = machineOf(options);
  const format = resolveFloatFormat(options.format, '--format');
  const partials = oneOf('partials', ['float16', 'float32'] as const, options.partials);
  if (bitsOf(format) <= 8 && partials === 'float32') {
    throw new InputError('--partials', 'float16 with 8-bit operands (the only partials of that vertex)', partials);
  }
  const size = (name: 'm' | 'n' | 'k') => wholeNumber(name, options[name], 1, 2 ** 24);
  const shape = {
    ...gemmShape(
      size('m'),
      size('n'),
      size('k'),
      operandWidth(format.name, '--format'),
      partials === 'float16' ? 'fp16' : 'fp32',
    ),
    output: oneOf('output', GEMM_OUTPUTS, options.output),
    coefficients: oneOf('coefficients', COEFFICIENT_PLACES, options.coefficients),
  };
  const operands = options.operands === undefined ? undefined : loadOperands(options.operands, format, shape);
  const engine = oneOf('engine', ENGINES, options.engine);
  const request = {
    shape,
    format: format.name,
    engine,
    ...(operands === undefined ? {} : { operands: operands.matrices }),
  };
  const answer = answerOf(simulateProduct(request, machine), request, machine, options);
  if (operands === undefined) return { ...answer, error: undefined };
  return {
    ...answer,
    error: {
      scaleExponents: operands.operands.map(({ scaleExponent }) => scaleExponent),
      units: operandErrors(operands, options.unit ?? machine.amp.family, shape),
    },
  };
}

function answerOf(result: ProductResult, request: ProductRequest, machine: TileMachine, options: GemmOptions) {
  const { op, totals, plan } = result;
  const energy = priceCounts(productWork(result, request, machine), technology(options.technology, '--technology'));
  const { cycles, cyclesByCause, counts, timeS, utilisation } = totals;
  return {
    machine: machine.name,
    format: options.format,
    cycles,
    cyclesByCause,
    counts,
    macs: counts.usefulMacs,
    utilisation,
    timeS,
    energyPj: energy.totalPj,
    energyBasis: energy.headlineBasis,
    plan: {
      tiles: op.plan.tiles,
      splitM: plan.splitM,
      splitN: plan.splitN,
      splitK: plan.splitK,
      rounds: plan.rounds,
      sramBytes: plan.sramBytes,
    },
  };
}

/** For people. */
export function gemmText(answer: GemmAnswer): string {
  const { plan, cyclesByCause, energyPj } = answer;
  const causes = Object.entries(cyclesByCause).filter(([, cycles]) => cycles > 0);
  const product = textPairs([
    ['cycles', String(answer.cycles)],
    ...causes.map(([cause, cycles]): [string, string] => [`  ${cause}`, String(cycles)]),
    ['time', forPeople(answer.timeS, 's')],
    ['multiply-accumulates', String(answer.macs)],
    ['utilisation', `${(100 * answer.utilisation).toFixed(1)} % of the machine’s peak`],
    [
      'energy',
      `${joules(energyPj.value)} (${joules(energyPj.low)} to ${joules(energyPj.high)}), ${answer.energyBasis}`,
    ],
    ['average power', forPeople((energyPj.value * 1e-12) / answer.timeS, 'W')],
    [
      'plan',
      `${plan.tiles} tiles: ${plan.splitM} × ${plan.splitN} × ${plan.splitK} of m × n × k, ${plan.rounds} round(s), ${plan.sramBytes} B of SRAM on the fullest`,
    ],
  ]);
  return answer.error === undefined ? product : `${product}\n\n${errorText(answer.error)}`;
}

function joules(picojoules: number): string {
  return forPeople(picojoules * 1e-12, 'J');
}
