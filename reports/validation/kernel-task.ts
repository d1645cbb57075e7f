/** A measured kernel as a task of the tile: the fields of its program read and checked. */
import { oneOf } from '../../models/input-checks.js';
import { InputError, shown } from '../../models/input-error.js';
import type { OperandWidth } from '../../models/machines/operand-width.js';
import { operandWidth } from '../../models/machines/operand-width.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { CAST_LAYOUTS } from '../../sim/tile/kernels/cast/task.js';
import { ELEMENT_GROUPS } from '../../sim/tile/kernels/copy/task.js';
import { COEFFICIENT_PLACES, GEMM_OUTPUTS } from '../../sim/tile/kernels/gemm/task.js';
import { NORM_FUSIONS } from '../../sim/tile/kernels/layer-norm/task.js';
import { MOST_TASK_SIZE, type TileTask } from '../../sim/tile/kernels/tasks.js';

/** The fields of a program, and what an error calls them. */
export interface ProgramFields {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly where: string;
}

/** What a case asks for that no program here does. */
export interface NotModelled {
  readonly reason: string;
}

const KERNELS: Readonly<Record<string, (program: ProgramFields) => TileTask | NotModelled>> = {
  gemm: gemmTask,
  cast: (program) => ({
    kind: 'cast',
    layout: choice(program, 'layout', CAST_LAYOUTS, 'linear'),
    rows: size(program, 'rows', 1),
    width: size(program, 'width'),
    from: width(program, 'format'),
    to: width(program, 'output'),
    elementGroups: choice(program, 'elementGroups', ELEMENT_GROUPS, 'separate'),
  }),
  add: halves((program) => ({ kind: 'element-wise', operation: 'add', elements: elementCount(program) })),
  reduce: (program) => ({
    kind: 'reduce',
    elements: size(program, 'elements'),
    partials: size(program, 'partials'),
    format: width(program, 'format') === 'fp32' ? 'fp32' : 'fp16',
  }),
  copy: (program) => ({
    kind: 'copy',
    bytes: size(program, 'bytes'),
    elementGroups: choice(program, 'elementGroups', ELEMENT_GROUPS, 'separate'),
  }),
  patch: (program) => ({ kind: 'patch', words: size(program, 'words') }),
  gelu: (program) => {
    if (width(program, 'format') !== 'fp16') return { reason: 'GELU is modelled for halves in' };
    const output = width(program, 'output', 'float16');
    if (output === 'fp32') return { reason: 'GELU is modelled for halves and fp8 out' };
    return { kind: 'gelu', elements: elementCount(program), output };
  },
  'bias-gelu': halves((program) => ({ kind: 'bias-gelu', ...rowsAndWidth(program) })),
  'layer-norm': halves((program) => ({
    kind: 'layer-norm',
    ...rowsAndWidth(program),
    fused: choice(program, 'fused', NORM_FUSIONS, 'none'),
  })),
  'layer-norm-statistics': halves((program) => ({ kind: 'layer-norm-statistics', ...rowsAndWidth(program) })),
  'layer-norm-apply': halves((program) => ({ kind: 'layer-norm-apply', ...rowsAndWidth(program) })),
  softmax: halves((program) => {
    const split = program.fields.split ?? 'rows';
    if (split !== 'rows') return { reason: `softmax is modelled with whole rows, not split by ${shown(split)}` };
    const keys = size(program, 'keys');
    return { kind: 'softmax', rows: size(program, 'rows', 1), keys, paddedKeys: size(program, 'padded', keys) };
  }),
};

/**
 * The task of a measured kernel, or why there is none.
 * @throws InputError for a field that is missing or no valid value
 */
export function kernelTask(program: ProgramFields): TileTask | NotModelled {
  const { kernel } = program.fields;
  const build = typeof kernel === 'string' && Object.hasOwn(KERNELS, kernel) ? KERNELS[kernel] : undefined;
  return build?.(program) ?? { reason: `no program for the kernel ${shown(kernel)}` };
}

function gemmTask(program: ProgramFields): TileTask | NotModelled {
  const operands = width(program, 'format');
  const partials = width(program, 'partials', operands === 'fp32' ? 'float32' : 'float16');
  const known = { fp8: ['fp16'], fp16: ['fp16', 'fp32'], fp32: ['fp32'] }[operands];
  if (partials === 'fp8' || !known.includes(partials)) {
    return { reason: `no program multiplies ${operands} operands with ${partials} partials` };
  }
  return {
    kind: 'gemm',
    m: size(program, 'm'),
    k: size(program, 'k'),
    n: size(program, 'n'),
    operands,
    partials,
    output: choice(program, 'output', GEMM_OUTPUTS, 'plain'),
    coefficients: choice(program, 'coefficients', COEFFICIENT_PLACES, 'interleaved'),
    start: 'zero',
  };
}

/** A kernel that takes and gives halves. */
function halves(build: (program: ProgramFields) => TileTask | NotModelled) {
  return (program: ProgramFields): TileTask | NotModelled => {
    const widths = [width(program, 'format', 'float16'), width(program, 'output', 'float16')];
    if (widths.every((operand) => operand === 'fp16')) return build(program);
    return { reason: `${String(program.fields.kernel)} is modelled for halves only` };
  };
}

/** Of a kernel that goes over a tensor whatever its rows. */
function elementCount(program: ProgramFields): number {
  if (program.fields.elements !== undefined) return size(program, 'elements');
  return size(program, 'rows', 1) * size(program, program.fields.width === undefined ? 'elements' : 'width');
}

function rowsAndWidth(program: ProgramFields): { rows: number; width: number } {
  return { rows: size(program, 'rows', 1), width: size(program, 'width') };
}

/** A positive integer. */
export function size({ fields, where }: ProgramFields, field: string, absent?: number): number {
  const value = fields[field] ?? absent;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_TASK_SIZE) return value;
  throw new InputError(`${where}.${field}`, `an integer from 1 to ${MOST_TASK_SIZE}`, shown(value));
}

/** The width of a format. */
export function width({ fields, where }: ProgramFields, field: string, absent?: string): OperandWidth {
  const value = fields[field] ?? absent;
  if (typeof value === 'string') return operandWidth(value, `${where}.${field}`);
  throw new InputError(`${where}.${field}`, 'a format', shown(value));
}

function choice<T extends string>(program: ProgramFields, field: string, allowed: readonly T[], absent: T): T {
  return oneOf(`${program.where}.${field}`, allowed, program.fields[field] ?? absent);
}

/** Why a machine does not run a product. */
export function notMultiplied(operands: OperandWidth, { name, amp }: TileMachine): NotModelled {
  return { reason: `${name} multiplies ${amp.operands.join(' and ')}, not ${operands}` };
}
