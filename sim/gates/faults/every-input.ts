/** All inputs that a small unit can be given, a combination a lane and cycle: what a fault does to none is no fault. */
import { InputError } from '../../../models/input-error.js';
import type { Netlist } from '../netlist/netlist.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import { type StimulatedPort, stimulatedPorts } from '../simulate/stimulus.js';

type StreamName = 'a' | 'b' | 'c' | 'aFormat' | 'bFormat' | 'scale' | 'random';

/** 2^24 combinations: 131,072 cycles of 128 lanes. */
const MOST_BITS = 24;
const LANE_BITS = 7;

/** An odd factor spreads numbers over all combinations, each once; by the golden ratio (Knuth, TAOCP 3, 6.4). */
const SPREAD = 0x9e3779b1;

/**
 * Every combination of bits of the ports, spread so that the first cycles meet all bits; the last is repeated for
 * `pipelineStages` cycles, so that its result comes out.
 * @param mostCycles where the first ones are enough @throws InputError where there are more than 2^24 combinations
 */
export function everyInput(
  netlist: Netlist,
  productsPerStep: number,
  pipelineStages: number,
  mostCycles = Number.POSITIVE_INFINITY,
): OperandStreams {
  const ports = stimulatedPorts(netlist, productsPerStep);
  const bits = ports.reduce((total, { port }) => total + port.nets.length, 0);
  if (bits > MOST_BITS) {
    throw new InputError('netlist', `at most ${MOST_BITS} bits of inputs, to try them all`, `${bits}`);
  }
  const combinations = 2 ** Math.max(bits, LANE_BITS);
  const cycles = Math.min(combinations / LANES + pipelineStages, mostCycles);
  const codes: Partial<Record<StreamName, Uint32Array>> = {};
  let first = 0;
  for (const port of ports) {
    const filled = new Uint32Array(cycles * LANES * port.codesPerLane);
    fillPort(filled, port, { first, combinations });
    codes[streamName(port)] = filled;
    first += port.port.nets.length;
  }
  const { scale, ...others } = codes;
  const none = new Uint32Array(0);
  const signed = scale === undefined ? {} : { scale: Int32Array.from(scale) };
  return { cycles, productsPerStep, a: none, b: none, c: none, ...others, ...signed };
}

function fillPort(
  codes: Uint32Array,
  { codesPerLane, bitsPerCode }: StimulatedPort,
  { first, combinations }: { first: number; combinations: number },
): void {
  for (let index = 0; index < codes.length; index++) {
    const step = Math.min(Math.floor(index / codesPerLane), combinations - 1);
    const combination = (Math.imul(step, SPREAD) & (combinations - 1)) >>> 0;
    const shift = first + (index % codesPerLane) * bitsPerCode;
    codes[index] = (combination >>> shift) & (2 ** bitsPerCode - 1);
  }
}

function streamName({ name }: StimulatedPort): StreamName {
  if (name === 'a_format') return 'aFormat';
  return name === 'b_format' ? 'bFormat' : name;
}
