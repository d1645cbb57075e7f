/** The cycles of one measured case on a machine, or the reason why none can be given. */
import { InputError, shown } from '../../models/input-error.js';
import { FULL_TILE_OCCUPIED } from '../../models/machines/tiles/exchange-closed-form.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { MeasuredCase } from '../../records/validation.js';
import { cyclesWithClashes, scheduledCycles } from '../../sim/array/exchange/closed-form.js';
import { countTile } from '../../sim/tile/engines/counted.js';
import { programOf } from '../../sim/tile/kernels/programs.js';
import { deviceGemmCycles } from '../../sim/tile/poplibs-vertex.js';
import { kernelTask, notMultiplied, type ProgramFields, size, width } from './kernel-task.js';
import { workloadCycles } from './workload-case.js';

/** Cycles where they can be simulated; a reason why not, or what a reader must know of them. */
export type CaseResult = { readonly cycles: number; readonly reason?: string } | { readonly reason: string };

/** @param where what an error names: file and case */
export function simulateCase({ level, program }: MeasuredCase, machine: TileMachine, where: string): CaseResult {
  const read: ProgramFields = { fields: program, where: `${where} program` };
  switch (level) {
    case 'kernel':
      return kernelCycles(read, machine);
    case 'device-gemm':
      return deviceCycles(read, machine);
    case 'exchange':
      return phaseCycles(read, machine);
    case 'exchange-schedule':
      return scheduleCycles(read, machine);
    case 'workload':
      return workloadCycles(read, machine);
  }
}

function kernelCycles(program: ProgramFields, machine: TileMachine): CaseResult {
  const task = kernelTask(program);
  if ('reason' in task) return task;
  if (task.kind === 'gemm' && !machine.amp.operands.includes(task.operands))
    return notMultiplied(task.operands, machine);
  try {
    return { cycles: countTile(programOf(task, machine)).cycles };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${program.where}: ${error.where}`, error.expected, error.got, error.remedy);
  }
}

function deviceCycles(program: ProgramFields, machine: TileMachine): CaseResult {
  const { gemm } = program.fields;
  if (gemm !== 'device') return { reason: `no model of a device product ${shown(gemm)}` };
  const operands = width(program, 'format');
  if (operands === 'fp32') return { reason: 'the vertex is known for fp8 and fp16 operands' };
  const shape = {
    batch: size(program, 'batch', 1),
    m: size(program, 'm'),
    k: size(program, 'k'),
    n: size(program, 'n'),
  };
  const tiles = size(program, 'tiles', machine.tiles);
  if (!machine.amp.operands.includes(operands)) return notMultiplied(operands, machine);
  if (tiles > machine.tiles) return { reason: `on ${tiles} tiles, of which the machine has ${machine.tiles}` };
  return { cycles: deviceGemmCycles({ ...shape, operands, tiles }, machine) };
}

function phaseCycles(program: ProgramFields, { exchange }: TileMachine): CaseResult {
  if (program.fields.exchange !== 'phase')
    return { reason: 'an exchange of this level is a phase with scheduledCycles' };
  return { cycles: size(program, 'scheduledCycles') + exchange.phaseCycles };
}

/** A gather in a network whose weights stay on the chip; what is sent by how many, and where it lies, the case does not say. */
function scheduleCycles(program: ProgramFields, { exchange }: TileMachine): CaseResult {
  if (program.fields.exchange !== 'schedule') return { reason: 'an exchange of this level is a schedule' };
  const words = size(program, 'maxReceiveWordsPerTile');
  const traffic = { pattern: 'multicast', words, pairedWords: 0, messages: 0, senders: 0 } as const;
  const homes = program.fields.traffic === 'both' ? 2 : 1;
  const [least, most] = [0, 1].map((clashes) => cyclesWithClashes(traffic, clashes, exchange));
  return {
    cycles: scheduledCycles({ ...traffic, homes, occupied: FULL_TILE_OCCUPIED }, exchange),
    reason: `${least} to ${most} cycles, by how much is stored in SRAM elements that are sent from`,
  };
}
