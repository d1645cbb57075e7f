/**
 * Faults planted in a unit's netlist, drawn by a seed, and what becomes of each: found by vectors, or shown by a solver
 * that finds operands, or proved to change no result (in a window, or by a solver), or open. Vectors go block by block until a fault shows.
 */
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { randomWord, streamOf } from '../../../runtime/random.js';
import { BLOCK_VECTORS, type BuiltUnit, type Vectors } from '../equivalence/equivalence.js';
import { type Gates, gatesOf } from '../netlist/gates.js';
import { type Fault, type FaultKind, faultsOf } from './faults.js';
import { searchFault } from './find-fault.js';
import { provedHarmless } from './prove-harmless.js';
import { solvedFault } from './solve.js';
import { type GateGraph, gateGraph } from './window.js';

export const FAULT_OUTCOMES = ['found', 'shown', 'harmless', 'open'] as const;
export type FaultOutcome = (typeof FAULT_OUTCOMES)[number];

export interface PlantedFault {
  readonly kind: FaultKind;
  /** As in the netlist. */
  readonly cell: string;
  readonly outcome: FaultOutcome;
  /** Until it showed; all where it did not. */
  readonly vectors: number;
}

/** @param blocks vectors that the sound netlist passes; each fault is tried on them in turn */
export async function plantedFaults(
  built: BuiltUnit,
  { seed, count }: { readonly seed: number; readonly count: number },
  blocks: readonly Vectors[],
): Promise<PlantedFault[]> {
  const gates = gatesOf(built.netlist, built.library);
  const planted: PlantedFault[] = [];
  for (const fault of drawnFaults(gates, seed, count)) {
    const cell = built.netlist.cells[fault.faulty.cell]?.name ?? '';
    planted.push({ kind: fault.kind, cell, ...(await outcomeOf(built, gates, fault, blocks)) });
  }
  return planted;
}

/** Spread over all faults of all gates; each once where there are enough. */
function drawnFaults(gates: Gates, seed: number, count: number): Fault[] {
  const faults = faultsOf(gates);
  const stream = streamOf('faults');
  for (let i = 0; i < Math.min(count, faults.length); i++) {
    const other = i + (randomWord(seed, stream, i) % (faults.length - i));
    [faults[i], faults[other]] = [faults[other] as Fault, faults[i] as Fault];
  }
  return faults.slice(0, count);
}

async function outcomeOf(
  { unit, netlist, library }: BuiltUnit,
  gates: Gates,
  fault: Fault,
  blocks: readonly Vectors[],
): Promise<Pick<PlantedFault, 'outcome' | 'vectors'>> {
  for (const [index, { streams, expected }] of blocks.entries()) {
    const search = { netlist, library, streams, pipelineStages: unit.pipelineStages, expected };
    if (searchFault(search, fault).different > 0) return { outcome: 'found', vectors: (index + 1) * BLOCK_VECTORS };
  }
  const graph = gateGraph(netlist, gates);
  const outcome = graph === undefined ? undefined : await provedOutcome(graph, library, fault);
  return { outcome: outcome ?? 'open', vectors: blocks.length * BLOCK_VECTORS };
}

async function provedOutcome(
  graph: GateGraph,
  library: CellLibrary,
  fault: Fault,
): Promise<'harmless' | 'shown' | undefined> {
  return provedHarmless(graph, library, fault) ? 'harmless' : await solvedFault(graph, fault);
}
