/**
 * One product on a whole device by the vendor's vertex: the longest tile's compute, without exchange.
 * Each tile has one group of 16 output columns, a share of the rows and a share of the K panels; of all
 * splits that fit the tiles the one with fewest cycles, a cycle for each word of partials that must move
 * counted in. Source: models/machines/tiles/poplibs-vertex.ts; with this choice the published geometry of the
 * vendor's QK product comes out (2 × 46 tiles a head).
 * Left out: several column groups a tile, unless the groups outnumber the tiles (then rounds follow each
 * other); exchange, reduction of partials.
 */

import { POPLIBS_VERTEX } from '../../models/machines/tiles/poplibs-vertex.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { type AmpShape, ampShape } from './amp-shape.js';
import { turnCycles } from './barrel.js';

/** batch × (m × k · k × n) on `tiles` tiles. */
export interface DeviceGemm {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly operands: 'fp8' | 'fp16';
  readonly tiles: number;
}

export function deviceGemmCycles(gemm: DeviceGemm, machine: TileMachine): number {
  const shape = ampShape(machine, gemm.operands, 'fp16');
  const columnGroups = gemm.batch * Math.ceil(gemm.n / shape.outputChannels);
  const rounds = Math.ceil(columnGroups / gemm.tiles);
  const splits = Math.max(1, Math.floor(gemm.tiles / columnGroups));
  let best = { cost: Number.POSITIVE_INFINITY, cycles: 0 };
  for (let splitM = 1; splitM <= Math.min(gemm.m, splits); splitM++) {
    const panels = Math.ceil(gemm.k / shape.inputsPerPanel);
    for (let splitK = 1; splitK <= Math.min(panels, Math.floor(splits / splitM)); splitK++) {
      const rows = Math.ceil(gemm.m / splitM);
      const cycles = rounds * vertexCycles(rows, Math.ceil(panels / splitK), shape, machine);
      const partialWords = splitK === 1 ? 0 : (rows * shape.partialBytesPerRow) / machine.exchange.bytesPerCycle;
      if (cycles + partialWords < best.cost) best = { cost: cycles + partialWords, cycles };
    }
  }
  return best.cycles;
}

/** One vertex: `rows` positions through `panels` panels of one output group. */
function vertexCycles(rows: number, panels: number, shape: AmpShape, machine: TileMachine): number {
  const v = POPLIBS_VERTEX;
  const { tile, amp } = machine;
  const { workers } = tile;
  const load = amp.coefficientBytes / tile.interleavedLoadBytes;
  const turn = turnCycles(machine);
  const inner = (z: number) =>
    Math.max(
      turn * workerCycles(Math.ceil(rows / workers), z, shape),
      turn * workerCycles(Math.floor(rows / workers), z, shape) + v.launchSpreadCycles,
    );
  const first = v.outputGroupCyclesPerWorker * workers + v.outputGroupCycles + load + inner(v.zeroingCycles);
  const further = v.panelCyclesPerWorker * workers + v.panelCycles + load + inner(0);
  return v.callCycles + v.groupCyclesPerWorker * workers + v.groupCycles + first + (panels - 1) * further;
}

function workerCycles(positions: number, zeroing: number, shape: AmpShape): number {
  const v = POPLIBS_VERTEX;
  const known = v.positionCycles[Math.min(positions, v.positionCycles.length - 1)] ?? 0;
  const further =
    Math.max(0, positions - v.positionCycles.length + 1) * Math.max(v.furtherPositionCycles, shape.issuesPerRow);
  return v.workerCycles + known - (positions === 0 ? 0 : zeroing) + further;
}
