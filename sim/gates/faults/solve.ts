/**
 * Faults that neither vectors nor small windows settle, given to a solver with larger windows: as many leaves as they
 * have, roots further away.
 */
import type { Gate } from '../netlist/gates.js';
import { runYosys } from '../synthesis/yosys.js';
import type { Fault } from './faults.js';
import { isProof, MITER_FILES, MITER_SCRIPT, miterVerilog } from './miter.js';
import { type GateGraph, windowAround } from './window.js';

/** Levels behind the gate that are tried in turn. */
const LEVELS = [8, 12, 16, 24] as const;
/** The solver has no limit of time; windows of this many gates took it seconds. */
const MOST_GATES = 3000;

/** True where it is proved that the fault changes no result. @param graph of the sound netlist */
export async function solvedHarmless(graph: GateGraph, fault: Fault): Promise<boolean> {
  const sound = graph.gates[fault.gate] as Gate;
  for (const levels of LEVELS) {
    const limits = { mostLeaves: Number.POSITIVE_INFINITY, mostRoots: Number.POSITIVE_INFINITY };
    const window = windowAround(graph, sound, { levels, ...limits });
    if (window === undefined || window.gates.length > MOST_GATES) return false;
    const files = { [MITER_FILES.design]: miterVerilog(window, sound, fault.faulty) };
    if (isProof(await runYosys({ script: MITER_SCRIPT, files, wanted: MITER_FILES.answer }))) return true;
  }
  return false;
}
