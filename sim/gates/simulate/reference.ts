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

export interface PlainUnit {
  readonly netlist: Netlist;
  readonly library: CellLibrary;
  readonly delays: Delays;
}

/** Values of all nets at a time of a cycle; the last of a cycle are settled. */
export interface Snapshot {
  readonly cycle: number;
  /** Units of time since the clock edge; with zero delay always 0, as all is settled then. */
  readonly time: number;
  readonly values: Uint8Array;
}

/** Every time at which a net of one lane changes, cycle after cycle. */
export function* snapshotsOfLane(
  { netlist, library, delays }: PlainUnit,
  streams: OperandStreams,
  lane: number,
): Generator<Snapshot> {
  const gates = gatesOf(netlist, library);
  const ports = stimulatedPorts(netlist, streams.productsPerStep);
  let values: Uint8Array = new Uint8Array(netlist.nets);
  values[CONSTANT_ONE] = 1;
  for (let cycle = 0; cycle < streams.cycles; cycle++) {
    values = clockEdge(values, gates, ports, { streams, cycle, lane });
    if (delays === 'zero') values = settle(values, gates);
    yield { cycle, time: 0, values };
    for (let time = 1; delays === 'unit'; time++) {
      const next = afterOneUnit(values, gates);
      if (Buffer.compare(next, values) === 0) break;
      values = next;
      yield { cycle, time, values };
    }
  }
}

/** The activity of one lane of the streams; `outputs` holds that lane alone: [cycle]. */
export function simulateLane(unit: PlainUnit, streams: OperandStreams, lane: number, run: GateRun): GateActivity {
  const { netlist, delays } = unit;
  const laneCycles = countedCycles(streams.cycles, run);
  const outputs = Object.fromEntries(netlist.outputs.map(({ name }) => [name, new Uint32Array(streams.cycles)]));
  const everyChange = new Float64Array(netlist.nets);
  const zeroDelayToggles = new Float64Array(netlist.nets);
  let before: Snapshot | undefined;
  let settled: Snapshot | undefined;
  for (const now of snapshotsOfLane(unit, streams, lane)) {
    if (now.cycle !== before?.cycle) {
      countSettled(settled, before, run, zeroDelayToggles);
      settled = before;
    }
    if (before !== undefined && now.cycle >= run.warmUpCycles) countChanges(before.values, now.values, everyChange);
    for (const { name, nets } of netlist.outputs) (outputs[name] as Uint32Array)[now.cycle] = codeAt(now.values, nets);
    before = now;
  }
  countSettled(settled, before, run, zeroDelayToggles);
  return { laneCycles, zeroDelayToggles, ...(delays === 'unit' ? { unitDelayToggles: everyChange } : {}), outputs };
}

/** Changes from the end of a cycle to the end of the next. */
function countSettled(first: Snapshot | undefined, second: Snapshot | undefined, run: GateRun, toggles: Float64Array) {
  if (first === undefined || second === undefined || second.cycle < run.warmUpCycles) return;
  countChanges(first.values, second.values, toggles);
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

/** One unit of time later: all gates evaluated at once, from the values that stand. */
function afterOneUnit(before: Uint8Array, { combinational }: Gates): Uint8Array {
  const after = before.slice();
  for (const gate of combinational) after[gate.output] = outputOf(gate, before);
  return after;
}

function outputOf(gate: Gate, values: Uint8Array): number {
  let inputs = 0;
  gate.inputs.forEach((net, pin) => {
    inputs |= (values[net] as number) << pin;
  });
  return evaluate(gate.function, inputs);
}

/** Adds one for every net that differs. */
function countChanges(before: Uint8Array, after: Uint8Array, toggles: Float64Array): void {
  for (let net = 0; net < before.length; net++) if (before[net] !== after[net]) (toggles[net] as number)++;
}

function codeAt(values: Uint8Array, nets: readonly number[]): number {
  return nets.reduce((code, net, bit) => (code | ((values[net] as number) << bit)) >>> 0, 0);
}
