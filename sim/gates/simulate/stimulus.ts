/**
 * Which codes of operand streams stand at which port of a netlist: product i of `a` at bits i·W to i·W + W − 1.
 * Ports other than these and the clock, which is no net, are refused.
 */
import { InputError, shown } from '../../../models/input-error.js';
import type { Netlist, NetlistPort } from '../netlist/netlist.js';
import type { OperandStreams } from '../operands/operand-streams.js';

const STREAM_OF_PORT = {
  a: 'a',
  b: 'b',
  c: 'c',
  a_format: 'aFormat',
  b_format: 'bFormat',
  scale: 'scale',
  random: 'random',
} as const;
type PortName = keyof typeof STREAM_OF_PORT;

/** An input port as codes side by side. */
export interface StimulatedPort {
  readonly port: NetlistPort;
  readonly name: PortName;
  readonly codesPerLane: number;
  readonly bitsPerCode: number;
}

/** Bits of a code in a stream, at most. */
const MOST_BITS = 32;

/** @throws InputError for a port that no stream is for, or whose bits are no whole codes of at most 32 bits */
export function stimulatedPorts(netlist: Netlist, productsPerStep: number): StimulatedPort[] {
  return netlist.inputs.map((port) => {
    const name = portName(port);
    const codesPerLane = name === 'a' || name === 'b' ? productsPerStep : 1;
    const bitsPerCode = port.nets.length / codesPerLane;
    if (!Number.isInteger(bitsPerCode) || bitsPerCode < 1 || bitsPerCode > MOST_BITS) {
      const expected = `${codesPerLane} codes of 1 to ${MOST_BITS} bits`;
      throw new InputError(`netlist, port ${name}`, expected, `${port.nets.length} bits`);
    }
    return { port, name, codesPerLane, bitsPerCode };
  });
}

/** The stream of a port: [cycle][lane][code]. @throws InputError where the streams have none */
export function codesOf(streams: OperandStreams, name: PortName): Uint32Array | Int32Array {
  const codes = streams[STREAM_OF_PORT[name]];
  if (codes !== undefined) return codes;
  throw new InputError('operand streams', `${STREAM_OF_PORT[name]}, for the unit's port ${name}`, 'none');
}

function portName(port: NetlistPort): PortName {
  if (port.name in STREAM_OF_PORT) return port.name as PortName;
  throw new InputError('netlist', `ports ${Object.keys(STREAM_OF_PORT).join(', ')}`, shown(port.name));
}
