/** All inputs that a small unit can be given, a combination a lane and cycle: what a fault does to none is no fault. */
import { InputError } from '../../../models/input-error.js';
import type { Netlist } from '../netlist/netlist.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import { type StimulatedPort, stimulatedPorts } from '../simulate/stimulus.js';

/** 2^24 combinations: 131,072 cycles of 128 lanes. */
const MOST_BITS = 24;
const LANE_BITS = 7;

/**
 * Combination lane + 128 · cycle, bits of the ports one after the other; the last is repeated for `pipelineStages`
 * cycles, so that its result comes out. @throws InputError where there are more than 2^24
 */
export function everyInput(netlist: Netlist, productsPerStep: number, pipelineStages: number): OperandStreams {
  const ports = stimulatedPorts(netlist, productsPerStep);
  const bits = ports.reduce((total, { port }) => total + port.nets.length, 0);
  if (bits > MOST_BITS) {
    throw new InputError('netlist', `at most ${MOST_BITS} bits of inputs, to try them all`, `${bits}`);
  }
  const combinations = 2 ** Math.max(bits, LANE_BITS);
  const cycles = combinations / LANES + pipelineStages;
  const streams = { cycles, productsPerStep, ...emptyStreams(cycles, productsPerStep) };
  let first = 0;
  for (const port of ports) {
    fillPort(streams[streamName(port)], port, { first, combinations });
    first += port.port.nets.length;
  }
  return streams;
}

function fillPort(
  codes: Uint32Array | Int32Array,
  { codesPerLane, bitsPerCode }: StimulatedPort,
  { first, combinations }: { first: number; combinations: number },
): void {
  for (let index = 0; index < codes.length; index++) {
    const combination = Math.min(Math.floor(index / codesPerLane), combinations - 1);
    const shift = first + (index % codesPerLane) * bitsPerCode;
    codes[index] = (combination >>> shift) & (2 ** bitsPerCode - 1);
  }
}

function emptyStreams(cycles: number, productsPerStep: number) {
  const perLane = cycles * LANES;
  return {
    a: new Uint32Array(perLane * productsPerStep),
    b: new Uint32Array(perLane * productsPerStep),
    c: new Uint32Array(perLane),
    aFormat: new Uint32Array(perLane),
    bFormat: new Uint32Array(perLane),
    scale: new Int32Array(perLane),
    random: new Uint32Array(perLane),
  };
}

function streamName({ name }: StimulatedPort) {
  if (name === 'a_format') return 'aFormat';
  return name === 'b_format' ? 'bFormat' : name;
}
