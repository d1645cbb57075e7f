/** Whether operands show a fault at the results of a unit; all operands that there are prove that it has no effect. */
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { type Comparison, compareResults } from '../equivalence/compare.js';
import { type Gates, gatesOf } from '../netlist/gates.js';
import type { Netlist } from '../netlist/netlist.js';
import type { OperandStreams } from '../operands/operand-streams.js';
import { createGateSimulator } from '../simulate/simulator.js';
import { type Fault, withFault } from './faults.js';

export interface FaultSearch {
  readonly netlist: Netlist;
  readonly library: CellLibrary;
  readonly streams: OperandStreams;
  readonly pipelineStages: number;
  /** What must come out: [cycle][lane]. */
  readonly expected: Uint32Array;
}

/** Results with the fault beside those expected; it is found where one is different. */
export function searchFault(search: FaultSearch, fault: Fault): Comparison {
  const gates = withFault(gatesOf(search.netlist, search.library), fault);
  return compareResults(resultsOf(search, gates), search.expected, search.pipelineStages);
}

/** Port d of the gates: [cycle][lane]. */
export function resultsOf({ netlist, library, streams }: Omit<FaultSearch, 'expected'>, gates?: Gates): Uint32Array {
  const { productsPerStep } = streams;
  const request = { netlist, library, productsPerStep, delays: 'zero', ...(gates ? { gates } : {}) } as const;
  const { outputs } = createGateSimulator(request).run(streams, { warmUpCycles: streams.cycles });
  return outputs.d as Uint32Array;
}
