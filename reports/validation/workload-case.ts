/**
 * A measured workload as a whole program in Octile's own plan: its fields read, its ops laid out, run by the closed form.
 * As in the measured programs weights lie in one copy, spread over the tiles, and come by multicast (their published
 * schedules say so). The input of an MLP lies in place (its profile says so); another's is spread, where the case does
 * not say `input`. The measuring compiler had plans of its own: the two differ in more than the model of the chip.
 */

import { oneOf } from '../../models/input-checks.js';
import { InputError, shown } from '../../models/input-error.js';
import { withFields } from '../../models/machines/fields.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { gemmShape } from '../../sim/array/plan/gemm-shape.js';
import { INPUT_RULES, type PlanRules } from '../../sim/array/plan/step-plan.js';
import { simulateProduct } from '../../sim/array/product.js';
import { simulateOps, type Work } from '../../sim/array/simulate.js';
import { type NotModelled, notMultiplied, type ProgramFields, size, width } from './kernel-task.js';
import { attentionWork, mlpWork, vitWork } from './workloads/networks.js';

type Run = (program: ProgramFields, machine: TileMachine) => number;
type Inputs = PlanRules['inputs'];

const NETWORKS: Readonly<Record<string, Run>> = {
  gemm: (program, machine) => {
    const operands = width(program, 'gemmFormat');
    const [m, n, k] = [size(program, 'm'), size(program, 'n'), size(program, 'k')];
    const partials = width(program, 'partials', operands === 'fp32' ? 'float32' : 'float16');
    const shape = gemmShape(m, n, k, operands, partials === 'fp32' ? 'fp32' : 'fp16');
    const request = { shape, format: format(program, 'gemmFormat'), engine: 'closed-form' } as const;
    return simulateProduct(request, machine).totals.cycles;
  },
  mlp: (program, machine) =>
    cyclesOf(
      mlpWork({
        batch: size(program, 'batch', 1),
        tokens: size(program, 'tokens'),
        width: size(program, 'width'),
        hidden: size(program, 'hidden'),
        blocks: size(program, 'blocks', 1),
        gemmFormat: format(program, 'gemmFormat'),
        inputFormat: format(program, 'inputFormat', 'float16'),
      }),
      machine,
      inputsOf(program, 'in-place'),
    ),
  attention: (program, machine) =>
    cyclesOf(
      attentionWork({
        ...headsOf(program),
        blocks: size(program, 'blocks', 1),
        projectionFormat: format(program, 'projectionFormat'),
      }),
      machine,
      inputsOf(program, 'spread'),
    ),
  vit: (program, machine) =>
    cyclesOf(
      vitWork({
        ...headsOf(program),
        patch: size(program, 'patch'),
        hidden: size(program, 'hidden'),
        layers: size(program, 'layers', 1),
        gemmFormat: format(program, 'gemmFormat'),
      }),
      machine,
      inputsOf(program, 'spread'),
    ),
};

/** @returns the reason where no such network is known or the machine does not run it */
export function workloadCycles(
  program: ProgramFields,
  machine: TileMachine,
): { readonly cycles: number; readonly reason: string } | NotModelled {
  const { network } = program.fields;
  const run = typeof network === 'string' && Object.hasOwn(NETWORKS, network) ? NETWORKS[network] : undefined;
  if (run === undefined) return { reason: `no program for a network ${shown(network)}` };
  for (const field of ['gemmFormat', 'projectionFormat', 'qkFormat', 'pvFormat']) {
    if (program.fields[field] === undefined) continue;
    const operands = width(program, field);
    if (!machine.amp.operands.includes(operands)) return notMultiplied(operands, machine);
  }
  const tiles = size(program, 'tiles', machine.tiles);
  if (tiles > machine.tiles) return { reason: `on ${tiles} tiles, of which the machine has ${machine.tiles}` };
  try {
    const cycles = run(program, withFields<'tiles'>(machine, { tiles }, program.where));
    return { cycles, reason: 'in Octile’s plan; the measured program had another' };
  } catch (error) {
    if (!(error instanceof InputError) || error.where.startsWith(program.where)) throw error;
    return { reason: `does not fit ${machine.name}: ${error.message}` };
  }
}

function headsOf(program: ProgramFields) {
  return {
    batch: size(program, 'batch', 1),
    tokens: size(program, 'tokens'),
    heads: size(program, 'heads'),
    headDim: size(program, 'headDim'),
    width: size(program, 'width'),
    qkFormat: format(program, 'qkFormat'),
    pvFormat: format(program, 'pvFormat'),
  };
}

/** The name of a format, checked to be one. */
function format(program: ProgramFields, field: string, absent?: string): string {
  width(program, field, absent);
  return String(program.fields[field] ?? absent);
}

function inputsOf({ fields, where }: ProgramFields, absent: Inputs): Inputs {
  return oneOf(`${where}.input`, INPUT_RULES, fields.input ?? absent);
}

function cyclesOf(work: Work, machine: TileMachine, inputs: Inputs): number {
  const rules: PlanRules = { weights: 'one-copy', inputs };
  const ops = simulateOps(work, machine, { engine: 'closed-form', activity: 'none', rules });
  return ops.reduce((sum, { cycles }) => sum + cycles, 0);
}
