/** One tile's product from options: its program and, with operands, the partials after each panel. */
import { bitsOf } from '../models/formats/format.js';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { InputError } from '../models/input-error.js';
import { operandWidth } from '../models/machines/operand-width.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { unitFamily } from '../models/units/families.js';
import { partialValues } from '../reports/timelines/partial-values.js';
import type { PartialValues } from '../reports/timelines/vcd.js';
import { gemmShape, gemmTask } from '../sim/array/plan/gemm-plan.js';
import type { TileProgram } from '../sim/tile/engines/program.js';
import { COEFFICIENT_PLACES, GEMM_OUTPUTS } from '../sim/tile/kernels/gemm/task.js';
import { programOf } from '../sim/tile/kernels/programs.js';
import { oneOf, wholeNumber } from './command.js';
import { loadOperands } from './gemm-operands.js';

export interface TileProductOptions {
  readonly m: number | undefined;
  readonly k: number | undefined;
  readonly n: number | undefined;
  readonly format: string;
  readonly output: string;
  readonly coefficients: string;
  readonly operands: string | undefined;
}

export interface TileProduct {
  readonly program: TileProgram;
  readonly partials: PartialValues | undefined;
}

/** @throws InputError naming the option */
export function tileProduct(options: TileProductOptions, machine: TileMachine): TileProduct {
  const format = resolveFloatFormat(options.format, '--format');
  const width = operandWidth(format.name, '--format');
  if (!machine.amp.operands.includes(width)) {
    throw new InputError('--format', `operands that ${machine.name} multiplies`, `${bitsOf(format)} bits`);
  }
  const size = (name: 'm' | 'k' | 'n') => wholeNumber(name, options[name], 1, 2 ** 16);
  const [m, k, n] = [size('m'), size('k'), size('n')];
  const shape = {
    ...gemmShape(m, n, k, width, width === 'fp32' ? 'fp32' : 'fp16'),
    output: oneOf('output', GEMM_OUTPUTS, options.output),
    coefficients: oneOf('coefficients', COEFFICIENT_PLACES, options.coefficients),
  };
  const program = programOf(gemmTask({ m, k, n }, shape), machine);
  if (options.operands === undefined || program.amp === null) return { program, partials: undefined };
  const { matrices } = loadOperands(options.operands, format, shape);
  const unit = unitFamily(machine.amp.family, 'machine').resolve(format.name, format.name, {}, '--format');
  const { inputsPerPanel } = program.amp.shape;
  return { program, partials: partialValues({ unit, m, n, k, inputsPerPanel, operands: matrices }) };
}
