/**
 * Gates simulated plainly, one unit, a number a net: the twin of the fast simulator (simulator.ts).
 * All nets start at 0. A cycle: at time 0 flip-flops take what stood at their data, inputs take their operands; then
 * the gates settle. Under unit delay all gates are evaluated at once from the values of the time before, until
 * nothing changes.
 */
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { evaluate } from '../netlist/cell-function.js';
import { type Gate, type Gates, gatesOf } from '../netlist/gates.js';
import { CONSTANT_ONE, type Netlist } from '../netlist/netlist.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import { countedCycles, type Delays, type GateActivity, type GateRun } from './activity.js';
import { codesOf, type StimulatedPort, stimulatedPorts } from './stimulus.js';

/** The activity of one lane of the streams; `outputs` holds that lane alone: [cycle]. */
export function simulateLane(
  { netlist, library, delays }: { netlist: Netlist; library: CellLibrary; delays: Delays },
  streams: OperandStreams,
  lane: number,
  run: GateRun,
): GateActivity {
  const laneCycles = countedCycles(streams.cycles, run);
  const gates = gatesOf(netlist, library);
  const ports = stimulatedPorts(netlist, streams.productsPerStep);
  const outputs = Object.fromEntries(netlist.outputs.map(({ name }) => [name, new Uint32Array(streams.cycles)]));
  const zeroDelayToggles = new Float64Array(netlist.nets);
  const unitDelayToggles = new Float64Array(netlist.nets);
  let values: Uint8Array = new Uint8Array(netlist.nets);
  values[CONSTANT_ONE] = 1;
  for (let cycle = 0; cycle < streams.cycles; cycle++) {
    const started = clockEdge(values, gates, ports, { streams, cycle, lane });
    const settled = settle(started, gates);
    if (cycle >= run.warmUpCycles) countChanges(values, settled, zeroDelayToggles);
    if (delays === 'unit' && cycle >= run.warmUpCycles) {
      countChanges(values, started, unitDelayToggles);
      settleInSteps(started, gates, unitDelayToggles);
    }
    values = settled;
    for (const { name, nets } of netlist.outputs) (outputs[name] as Uint32Array)[cycle] = codeAt(values, nets);
  }
  return { laneCycles, zeroDelayToggles, ...(delays === 'unit' ? { unitDelayToggles } : {}), outputs };
}

/** Values just after the edge: flip-flops and inputs are new, gates as they were. */
function clockEdge(
  before: Uint8Array,
  { flipFlops }: Gates,
  ports: readonly StimulatedPort[],
  { streams, cycle, lane }: { streams: OperandStreams; cycle: number; lane: number },
): Uint8Array {
  const after = before.slice();
  for (const flipFlop of flipFlops) after[flipFlop.output] = outputOf(flipFlop, before);
  for (const { port, name, codesPerLane, bitsPerCode } of ports) {
    const codes = codesOf(streams, name);
    port.nets.forEach((net, bit) => {
      const code = codes[(cycle * LANES + lane) * codesPerLane + Math.floor(bit / bitsPerCode)] as number;
      after[net] = (code >>> (bit % bitsPerCode)) & 1;
    });
  }
  return after;
}

function settle(started: Uint8Array, { combinational }: Gates): Uint8Array {
  const values = started.slice();
  for (const gate of combinational) values[gate.output] = outputOf(gate, values);
  return values;
}

/** From one unit of time to the next; adds every change to `toggles`. */
function settleInSteps(started: Uint8Array, { combinational }: Gates, toggles: Float64Array): void {
  let before = started;
  for (let changed = true; changed; ) {
    const after = before.slice();
    for (const gate of combinational) after[gate.output] = outputOf(gate, before);
    changed = countChanges(before, after, toggles) > 0;
    before = after;
  }
}

function outputOf(gate: Gate, values: Uint8Array): number {
  let inputs = 0;
  gate.inputs.forEach((net, pin) => {
    inputs |= (values[net] as number) << pin;
  });
  return evaluate(gate.function, inputs);
}

/** Adds one for every net that differs; returns how many do. */
function countChanges(before: Uint8Array, after: Uint8Array, toggles: Float64Array): number {
  let changes = 0;
  for (let net = 0; net < before.length; net++) {
    if (before[net] === after[net]) continue;
    (toggles[net] as number)++;
    changes++;
  }
  return changes;
}

function codeAt(values: Uint8Array, nets: readonly number[]): number {
  return nets.reduce((code, net, bit) => (code | ((values[net] as number) << bit)) >>> 0, 0);
}
