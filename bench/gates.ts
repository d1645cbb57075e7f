/**
 * Speed of the gate simulator, toggles of every net counted: of an array unit with as many cells as real ones, against
 * the plain simulator, and against a row of inverters: one function, nothing but a load, a store and the count.
 */
import { cellLibrary } from '../models/technologies/cells/libraries.js';
import { randomWord } from '../runtime/random.js';
import { gatesOf } from '../sim/gates/netlist/gates.js';
import type { Netlist } from '../sim/gates/netlist/netlist.js';
import { LANES, type OperandStreams } from '../sim/gates/operands/operand-streams.js';
import { type Delays, warmUp } from '../sim/gates/simulate/activity.js';
import { simulateLane } from '../sim/gates/simulate/reference.js';
import { scheduleOf } from '../sim/gates/simulate/schedule.js';
import { createGateSimulator } from '../sim/gates/simulate/simulator.js';
import { ARRAY_STAGES, arrayUnit, inverterRow } from './array-unit.js';
import type { Benchmark } from './benchmark.js';

const [PRODUCTS, OPERAND_BITS] = [8, 11];
/** Cycles of one call: enough that starting costs nothing beside them. */
const CYCLES = { zero: 1024, unit: 256, plain: 4 } as const;
const RUN = { warmUpCycles: warmUp(ARRAY_STAGES) };

export function gateBenchmarks(): Benchmark[] {
  const library = cellLibrary('asap7', 'bench');
  const netlist = arrayUnit(PRODUCTS, OPERAND_BITS);
  return (['zero', 'unit'] as const).flatMap((delays): Benchmark[] => {
    const cycles = CYCLES[delays];
    const evaluations = evaluationsOf(netlist, delays);
    const row = inverterRow(netlist.cells.length);
    const simulator = (of: Netlist, kind: Delays) =>
      createGateSimulator({ netlist: of, library, productsPerStep: PRODUCTS, delays: kind });
    const [unit, roof] = [simulator(netlist, delays), simulator(row, 'zero')];
    const [streams, few] = [drawnCodes(cycles), drawnCodes(CYCLES.plain)];
    const run = () => void unit.run(streams, RUN);
    const name = `gates, ${delays}-delay`;
    return [
      {
        ...{ name: `${name}, ${netlist.cells.length} cells`, operation: 'MAC', clock: 'cpu', run },
        operations: cycles * LANES * PRODUCTS,
        referenceOperations: CYCLES.plain * PRODUCTS,
        referenceName: 'plain simulator',
        reference: () => void simulateLane({ netlist, library, delays }, few, 0, { warmUpCycles: 1 }),
        floor: 500,
      },
      {
        ...{ name: `${name}, gates`, operation: 'gate evaluation', clock: 'cpu', run },
        operations: cycles * LANES * evaluations,
        referenceOperations: cycles * LANES * row.cells.length,
        referenceName: 'a row of inverters',
        reference: () => void roof.run(streams, RUN),
        floor: 0.4,
        aim: 0.6,
      },
    ];
  });
}

/** Of one cycle: a gate counts as often as it is evaluated. */
function evaluationsOf(netlist: Netlist, delays: Delays): number {
  const schedule = scheduleOf(netlist, gatesOf(netlist, cellLibrary('asap7', 'bench')), delays);
  const runs = delays === 'zero' ? schedule.zeroDelay : schedule.unitDelay;
  return runs.reduce((total, { gates }) => total + gates.length, 0);
}

function drawnCodes(cycles: number): OperandStreams {
  const codes = (stream: number, perLane: number, bits: number) =>
    Uint32Array.from({ length: cycles * LANES * perLane }, (_, i) => randomWord(1, stream, i) & (2 ** bits - 1));
  const operands = { a: codes(1, PRODUCTS, OPERAND_BITS), b: codes(2, PRODUCTS, OPERAND_BITS) };
  return { cycles, productsPerStep: PRODUCTS, ...operands, c: codes(3, 1, 24) };
}
