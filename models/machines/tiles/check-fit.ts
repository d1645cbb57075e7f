/** Fields of a tiled machine that must fit together. */
import { InputError, shown } from '../../input-error.js';
import type { TileMachine } from './tile-machine.js';

/** Bytes of the widest operand. */
const WIDEST = 4;

/** A panel must hold whole inputs of every width for every channel; loads must divide it; calls hold their issues. */
export function checkTileFit({ amp, tile, gemm, launch, programs }: TileMachine, where: string): void {
  if (tile.reservedBytes >= tile.sramBytes) {
    const expected = `less than tile.sramBytes (${tile.sramBytes})`;
    throw new InputError(`${where}: tile.reservedBytes`, expected, shown(tile.reservedBytes));
  }
  if (amp.coefficientBytes % (amp.outputChannels * WIDEST) !== 0) {
    const expected = `a multiple of ${WIDEST} B × amp.outputChannels (${amp.outputChannels})`;
    throw new InputError(`${where}: amp.coefficientBytes`, expected, shown(amp.coefficientBytes));
  }
  for (const field of ['loadBytes', 'interleavedLoadBytes'] as const) {
    const bytes = tile[field];
    if (bytes % WIDEST === 0 && amp.coefficientBytes % bytes === 0) continue;
    const expected = `a multiple of ${WIDEST} B that divides amp.coefficientBytes (${amp.coefficientBytes})`;
    throw new InputError(`${where}: tile.${field}`, expected, shown(bytes));
  }
  checkIssues(gemm.callIssues, Math.min(gemm.callCycles, gemm.packedCallCycles), `${where}: gemm.callIssues`);
  checkIssues(launch.callIssues, launch.callCycles, `${where}: launch.callIssues`);
  checkIssues(launch.callIssues, programs.layerNorm.callCycles, `${where}: launch.callIssues`);
}

function checkIssues(issues: number, cycles: number, where: string): void {
  if (issues > cycles) throw new InputError(where, `at most the call's ${cycles} cycles`, shown(issues));
}
