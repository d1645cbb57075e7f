/**
 * The program of the fast simulator for one netlist: the functions of its WebAssembly module, the addresses of all
 * that lies in memory, and the lists of records that `run` walks once a block of cycles.
 */

import type { Gate } from '../netlist/gates.js';
import type { Netlist, NetlistPort } from '../netlist/netlist.js';
import { LANES } from '../operands/operand-streams.js';
import type { Delays } from './activity.js';
import {
  ADDRESS_BYTES,
  type BlockShape,
  COUNTER_BYTES,
  copyKernel,
  ENTRY_BYTES,
  gateKernel,
  listKernel,
  startKernel,
  WORD_BYTES,
} from './kernels.js';
import { functionKey, type GateRun, type Schedule } from './schedule.js';
import type { StimulatedPort } from './stimulus.js';
import { codesKernel, planesKernel } from './transpose.js';
import { moduleBytes, type WasmFunction } from './webassembly/module.js';

const CODE_BYTES = 4;

export interface Program {
  readonly module: WebAssembly.Module;
  /** Of memory that it needs. */
  readonly bytes: number;
  readonly words: number;
  /** First bytes of what the host reads and writes. */
  readonly masks: number;
  readonly settled: number;
  readonly zeroDelayCounters: number;
  readonly unitDelayCounters: number;
  readonly portCodes: readonly number[];
  readonly outputCodes: readonly number[];
  /** What to write into memory before the first block. */
  readonly records: Int32Array;
  readonly recordsAt: number;
  /** [first, end) of the entries of a block in which all changes count, and of one with masks. */
  readonly whole: readonly [number, number];
  readonly masked: readonly [number, number];
}

interface Places {
  readonly words: number;
  readonly masks: number;
  readonly settled: number;
  readonly stepped: number;
  readonly zeroDelayCounters: number;
  readonly unitDelayCounters: number;
  readonly planes: readonly number[];
  readonly portCodes: readonly number[];
  readonly outputCodes: readonly number[];
  readonly recordsAt: number;
}

/** A function of the module and the records that it is given, fields one after the other. */
interface Step {
  readonly name: string;
  readonly kernel: (shape: BlockShape) => WasmFunction;
  readonly records: readonly number[];
}

export interface ProgramRequest {
  readonly netlist: Netlist;
  readonly ports: readonly StimulatedPort[];
  readonly schedule: Schedule;
  readonly delays: Delays;
  /** Cycles of a block. */
  readonly words: number;
}

export function programOf(request: ProgramRequest): Program {
  const places = placesOf(request);
  const steps = stepsOf(request, places);
  const names = [...new Set(steps.map(({ name }) => name))];
  const { records, lists } = recordsOf(steps, names, places.recordsAt);
  const bytes = places.recordsAt + records.length * ADDRESS_BYTES;
  const [whole, masked] = lists as [readonly [number, number], readonly [number, number]];
  return { ...places, module: moduleOf(steps, names, places), bytes, records, whole, masked };
}

/**
 * Modules that were compiled, by their functions: the next netlist of the same cells finds its loops compiled, and
 * optimised where they have run long enough. Emptied where they become many, as with faults of every function.
 */
const modules = new Map<string, WebAssembly.Module>();
const MOST_MODULES = 64;

function moduleOf(steps: readonly Step[], names: readonly string[], { words, masks }: Places): WebAssembly.Module {
  const key = `${words} ${masks} ${names.join()}`;
  const known = modules.get(key);
  if (known !== undefined) return known;
  const kernels = names.map((name) => steps.find((step) => step.name === name)?.kernel as Step['kernel']);
  const shapes: BlockShape[] = [{ words }, { words, masks }];
  const functions = [listKernel(), ...shapes.flatMap((shape) => kernels.map((kernel) => kernel(shape)))];
  const module = new WebAssembly.Module(moduleBytes({ functions, exported: 0 }));
  if (modules.size >= MOST_MODULES) modules.clear();
  modules.set(key, module);
  return module;
}

/** One after the other in memory; address 0 stays free. */
function placesOf({ netlist, ports, words }: ProgramRequest): Places {
  let end = WORD_BYTES;
  const take = (bytes: number) => {
    const start = end;
    end += Math.ceil(bytes / WORD_BYTES) * WORD_BYTES;
    return start;
  };
  const netBytes = netlist.nets * (words + 1) * WORD_BYTES;
  return {
    words,
    masks: take(words * WORD_BYTES),
    settled: take(netBytes),
    stepped: take(netBytes),
    zeroDelayCounters: take(netlist.nets * COUNTER_BYTES),
    unitDelayCounters: take(netlist.nets * COUNTER_BYTES),
    planes: ports.map(({ port }) => take(port.nets.length * words * WORD_BYTES)),
    portCodes: ports.map(({ codesPerLane }) => take(words * LANES * codesPerLane * CODE_BYTES)),
    outputCodes: netlist.outputs.map(() => take(words * LANES * CODE_BYTES)),
    recordsAt: take(0),
  };
}

function stepsOf(request: ProgramRequest, places: Places): Step[] {
  const { netlist, ports, schedule, delays } = request;
  const inputs = ports.flatMap((port, i) => [planesStep(port, i, places), inputStep(port, i, places)]);
  const outputs = netlist.outputs.map((port, i) => outputStep(port, i, places));
  const settled = schedule.zeroDelay.map((run) => gateStep(run, places, places.settled, places.zeroDelayCounters));
  const unit = delays === 'unit' ? unitDelaySteps(request, places) : [];
  return [...inputs, ...settled, ...unit, ...outputs];
}

/** From codes to planes: a record for each cycle and code. */
function planesStep({ codesPerLane, bitsPerCode }: StimulatedPort, index: number, places: Places): Step {
  const { words } = places;
  const [codes, planes] = [places.portCodes[index] as number, places.planes[index] as number];
  const laneBytes = codesPerLane * CODE_BYTES;
  const records: number[] = [];
  for (let word = 0; word < words; word++) {
    for (let code = 0; code < codesPerLane; code++) {
      const from = codes + word * LANES * laneBytes + code * CODE_BYTES;
      records.push(from, laneBytes, planes + (code * bitsPerCode * words + word) * WORD_BYTES, words * WORD_BYTES);
    }
  }
  return { name: `planes ${bitsPerCode}`, kernel: () => planesKernel(bitsPerCode), records };
}

/** From planes to the port's nets: a gate that copies; its input has no word of the cycle before. */
function inputStep({ port }: StimulatedPort, index: number, places: Places): Step {
  const planes = places.planes[index] as number;
  const records = port.nets.flatMap((net, bit) => [
    netAddress(net, places.settled, places.words),
    planes + (bit * places.words - 1) * WORD_BYTES,
    places.zeroDelayCounters + net * COUNTER_BYTES,
  ]);
  return { name: 'input', kernel: (shape) => gateKernel('settle', { kind: 'pin', index: 0 }, 1, shape), records };
}

function outputStep({ nets }: NetlistPort, index: number, places: Places): Step {
  const codes = places.outputCodes[index] as number;
  const records = Array.from({ length: places.words }, (_, word) => [
    codes + word * LANES * CODE_BYTES,
    ...nets.map((net) => netAddress(net, places.settled, places.words) + (word + 1) * WORD_BYTES),
  ]).flat();
  return { name: `codes ${nets.length}`, kernel: () => codesKernel(nets.length), records };
}

/** Words of unit delay begin as the settled ones of the cycle before: the same words, one place further on. */
function unitDelaySteps({ netlist, ports, schedule }: ProgramRequest, places: Places): Step[] {
  const { words, settled, stepped } = places;
  const flipFlops = schedule.zeroDelay.filter(({ kind }) => kind !== 'settle').flatMap(({ gates }) => gates);
  const sources = [...ports.flatMap(({ port }) => port.nets), ...flipFlops.map(({ output }) => output)];
  const bytes = netlist.nets * (words + 1) * WORD_BYTES;
  return [
    { name: 'copy', kernel: copyKernel, records: [stepped, settled, bytes] },
    {
      name: 'start',
      kernel: startKernel,
      records: sources.flatMap((net) => [netAddress(net, stepped, words), netAddress(net, settled, words)]),
    },
    ...schedule.unitDelay.map((run) => gateStep(run, places, stepped, places.unitDelayCounters)),
  ];
}

function gateStep({ kind, gates }: GateRun, places: Places, nets: number, counters: number): Step {
  const [{ function: expression, inputs }] = gates as [Gate];
  const records = gates.flatMap((gate) => [
    netAddress(gate.output, nets, places.words),
    ...gate.inputs.map((net) => netAddress(net, nets, places.words)),
    counters + gate.output * COUNTER_BYTES,
  ]);
  const name = `${kind} ${functionKey(gates[0] as Gate)}`;
  return { name, kernel: (shape) => gateKernel(kind, expression, inputs.length, shape), records };
}

function netAddress(net: number, base: number, words: number): number {
  return base + net * (words + 1) * WORD_BYTES;
}

/** All records, then a list for each shape of block. Function 0 walks the lists; then come those of each shape. */
function recordsOf(steps: readonly Step[], names: readonly string[], base: number) {
  const filled = steps.filter(({ records }) => records.length > 0);
  const starts: number[] = [];
  let fields = 0;
  for (const { records } of filled) {
    starts.push(base + fields * ADDRESS_BYTES);
    fields += records.length;
  }
  const listsAt = base + fields * ADDRESS_BYTES;
  const entries = [0, 1].flatMap((shape) =>
    filled.flatMap(({ name, records }, i) => {
      const start = starts[i] as number;
      return [1 + shape * names.length + names.indexOf(name), start, start + records.length * ADDRESS_BYTES];
    }),
  );
  const bytes = filled.length * ENTRY_BYTES;
  const lists = [0, 1].map((shape) => [listsAt + shape * bytes, listsAt + (shape + 1) * bytes] as const);
  return { records: Int32Array.from([...filled.flatMap(({ records }) => records), ...entries]), lists };
}
