/**
 * Gates simulated fast: 128 units side by side in the bits of a SIMD word, a block of cycles at a time, changes of
 * every net counted exactly. Equal to reference.ts, lane by lane.
 * A netlist in which no flip-flop depends on itself is evaluated gate by gate over the whole block; another one cycle
 * at a time.
 */

import { InputError } from '../../../models/input-error.js';
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { type Gates, gatesOf } from '../netlist/gates.js';
import { CONSTANT_ONE, type Netlist } from '../netlist/netlist.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import { countedCycles, type Delays, type GateActivity, type GateRun } from './activity.js';
import { COUNTER_BYTES, WORD_BYTES } from './kernels.js';
import { type Program, programOf } from './program.js';
import { scheduleOf } from './schedule.js';
import { codesOf, type StimulatedPort, stimulatedPorts } from './stimulus.js';
import { PAGE_BYTES } from './webassembly/module.js';

/**
 * Cycles of a block. Measured on 11,500 cells, ns a gate and word, zero-delay and unit-delay: 2.1 and 2.3 (one cycle),
 * 1.4 and 1.6 (two), 1.1 and 1.4 (four), 1.1 and 1.3 (eight), 1.5 and 1.8 (sixteen). Four take half the memory.
 */
const BLOCK_CYCLES = 4;
/** Bits of an output port, at most. */
const MOST_OUTPUT_BITS = 32;

export interface GateSimulatorRequest {
  readonly netlist: Netlist;
  readonly library: CellLibrary;
  readonly productsPerStep: number;
  readonly delays: Delays;
  readonly blockCycles?: number;
  /** Where they are not what the library says: with a fault. In the netlist's order. */
  readonly gates?: Gates;
}

export interface GateSimulator {
  /** From all nets at 0, through all cycles of the streams. */
  readonly run: (streams: OperandStreams, options: GateRun) => GateActivity;
}

interface Machine {
  readonly program: Program;
  readonly ports: readonly StimulatedPort[];
  readonly netlist: Netlist;
  readonly delays: Delays;
  readonly sources: readonly number[];
  readonly memory: ArrayBuffer;
  readonly runList: (first: number, end: number) => void;
}

/** @throws InputError for a netlist with cells or ports that are not known */
export function createGateSimulator(request: GateSimulatorRequest): GateSimulator {
  const { netlist, library, productsPerStep, delays } = request;
  checkOutputs(netlist);
  const gates = request.gates ?? gatesOf(netlist, library);
  const ports = stimulatedPorts(netlist, productsPerStep);
  const schedule = scheduleOf(netlist, gates, delays);
  const words = schedule.feedback ? 1 : (request.blockCycles ?? BLOCK_CYCLES);
  const program = programOf({ netlist, ports, schedule, delays, words });
  const { exports } = new WebAssembly.Instance(program.module, {});
  const buffer = memoryOf(exports, program.bytes);
  new Int32Array(buffer, program.recordsAt).set(program.records);
  const sources = [...ports.flatMap(({ port }) => port.nets), ...gates.flipFlops.map(({ output }) => output)];
  const runList = exports.run as Machine['runList'];
  const machine: Machine = { program, ports, netlist, delays, sources, memory: buffer, runList };
  return { run: (streams, options) => runStreams(machine, streams, options) };
}

function memoryOf(exports: WebAssembly.Instance['exports'], bytes: number): ArrayBuffer {
  const memory = exports.memory as { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
  memory.grow(Math.ceil(bytes / PAGE_BYTES));
  return memory.buffer;
}

function runStreams(machine: Machine, streams: OperandStreams, run: GateRun): GateActivity {
  const laneCycles = countedCycles(streams.cycles, run) * LANES;
  const { program, netlist } = machine;
  const outputs = Object.fromEntries(
    netlist.outputs.map(({ name }) => [name, new Uint32Array(streams.cycles * LANES)]),
  );
  reset(machine);
  for (let first = 0; first < streams.cycles; first += program.words) {
    const cycles = Math.min(program.words, streams.cycles - first);
    writeOperands(machine, streams, first, cycles);
    const counted = { from: Math.max(0, run.warmUpCycles - first), to: cycles };
    const all = counted.from === 0 && cycles === program.words;
    if (!all) writeMasks(machine, counted);
    machine.runList(...(all ? program.whole : program.masked));
    readOutputs(machine, outputs, first, cycles);
  }
  return { laneCycles, ...togglesOf(machine), outputs };
}

/** All nets at 0 but the constant one, nothing counted. */
function reset({ memory, program }: Machine): void {
  new Uint8Array(memory, 0, program.recordsAt).fill(0);
  const netBytes = (program.words + 1) * WORD_BYTES;
  new Uint8Array(memory, program.settled + CONSTANT_ONE * netBytes, netBytes).fill(255);
}

function writeOperands({ memory, program, ports }: Machine, streams: OperandStreams, first: number, cycles: number) {
  ports.forEach(({ name, codesPerLane }, index) => {
    const perCycle = LANES * codesPerLane;
    const codes = codesOf(streams, name).subarray(first * perCycle, (first + cycles) * perCycle);
    new Uint32Array(memory, program.portCodes[index], codes.length).set(codes);
  });
}

function writeMasks({ memory, program }: Machine, { from, to }: { from: number; to: number }): void {
  const masks = new Uint8Array(memory, program.masks, program.words * WORD_BYTES).fill(0);
  masks.fill(255, Math.min(from, to) * WORD_BYTES, to * WORD_BYTES);
}

function readOutputs(
  { memory, program, netlist }: Machine,
  outputs: Readonly<Record<string, Uint32Array>>,
  first: number,
  cycles: number,
): void {
  netlist.outputs.forEach(({ name }, index) => {
    outputs[name]?.set(new Uint32Array(memory, program.outputCodes[index], cycles * LANES), first * LANES);
  });
}

/** Flip-flops and inputs change at time 0 under either delay: they are counted once. */
function togglesOf({ memory, program, netlist, delays, sources }: Machine) {
  const counters = (at: number) => {
    const words = new BigUint64Array(memory.slice(at, at + netlist.nets * COUNTER_BYTES));
    return Float64Array.from(words, Number);
  };
  const zeroDelayToggles = counters(program.zeroDelayCounters);
  if (delays === 'zero') return { zeroDelayToggles };
  const unitDelayToggles = counters(program.unitDelayCounters);
  for (const net of sources) unitDelayToggles[net] = zeroDelayToggles[net] as number;
  return { zeroDelayToggles, unitDelayToggles };
}

function checkOutputs({ outputs }: Netlist): void {
  for (const { name, nets } of outputs) {
    if (nets.length >= 1 && nets.length <= MOST_OUTPUT_BITS) continue;
    throw new InputError(`netlist, port ${name}`, `1 to ${MOST_OUTPUT_BITS} bits`, `${nets.length}`);
  }
}
