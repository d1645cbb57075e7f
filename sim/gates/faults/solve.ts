/**
 * Faults that neither vectors nor small windows settle, given to a solver with larger windows: as many leaves as they
 * have, roots further away, at last the results themselves: operands on which these differ show the fault.
 */
import type { Gate } from '../netlist/gates.js';
import { runYosys } from '../synthesis/yosys.js';
import type { Fault } from './faults.js';
import { isModel, isProof, MITER_FILES, MITER_SCRIPT, miterVerilog } from './miter.js';
import { type GateGraph, windowAround } from './window.js';

/** Levels behind the gate that are tried in turn; the last reach the results. */
const LEVELS = [8, 12, 16, 24, Number.POSITIVE_INFINITY] as const;
/** The solver has no limit of time; windows of this many gates took it seconds. */
const MOST_GATES = 3000;

/** Undefined where the windows are too large. @param graph of the sound netlist */
export async function solvedFault(graph: GateGraph, fault: Fault): Promise<'harmless' | 'shown' | undefined> {
  const sound = graph.gates[fault.gate] as Gate;
  for (const levels of LEVELS) {
    const limits = { mostLeaves: Number.POSITIVE_INFINITY, mostRoots: Number.POSITIVE_INFINITY };
    const window = windowAround(graph, sound, { levels, ...limits });
    if (window === undefined || window.gates.length > MOST_GATES) return undefined;
    const files = { [MITER_FILES.design]: miterVerilog(window, sound, fault.faulty) };
    const answer = await runYosys({ script: MITER_SCRIPT, files, wanted: MITER_FILES.answer });
    if (isProof(answer)) return 'harmless';
    if (levels === Number.POSITIVE_INFINITY && isModel(answer)) return 'shown';
  }
  return undefined;
}
