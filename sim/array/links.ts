/**
 * Time that a chip spends with other chips, in a ring, and with its host: bytes over bandwidth, and the latency of each
 * step of the ring. Source: Patarasuk and Yuan 2009 (bandwidth-optimal all-reduce: n − 1 steps that scatter sums, n − 1
 * that gather them, a part of n in each). Left out: overlap with the tiles' work (the measured runtime has none with the
 * host), what other chips' traffic takes of the same links, and arrival at different times.
 */
import { InputError } from '../../models/input-error.js';
import type { LinksRecord } from '../../models/machines/tiles/outside.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { OutsideCause, OutsideCount } from '../../records/counts/tile-counts.js';
import type { OpOf } from '../../records/trace/op.js';

/** @throws InputError for more chips than the machine's links join */
export function checkChips(chips: number, { name, links }: TileMachine, where: string): void {
  if (chips <= links.mostChips) return;
  throw new InputError(where, `at most ${links.mostChips}, which the links of ${name} join`, String(chips));
}

export interface OutsideTransfer {
  readonly cause: OutsideCause;
  readonly count: OutsideCount;
  /** That the chip sends; with its host also those that it receives. */
  readonly bytes: number;
  readonly cycles: number;
}

/** @param bytesPerElement of the tensor of the collective */
export function outsideTransfer(
  { dims, attributes }: Pick<OpOf<'collective'>, 'dims' | 'attributes'>,
  bytesPerElement: number,
  machine: TileMachine,
): OutsideTransfer {
  const { elements, chips } = dims;
  const whole = elements * bytesPerElement;
  switch (attributes.function) {
    case 'all-reduce':
      return inRing(2 * (chips - 1), chips, whole, machine);
    case 'reduce-scatter':
    case 'all-gather':
      return inRing(chips - 1, chips, whole, machine);
    case 'send':
      return overLinks({ bytes: whole, sent: whole, steps: 1, rate: machine.links.bytesPerSecond }, machine);
    case 'receive':
      return overLinks({ bytes: whole, sent: 0, steps: 1, rate: machine.links.bytesPerSecond }, machine);
    case 'from-host':
    case 'to-host': {
      const cycles = cyclesOf(whole, machine.host.bytesPerSecond, machine);
      return { cause: 'host', count: 'hostBytes', bytes: whole, cycles };
    }
  }
}

/** In each step a chip sends a part of `chips` on. */
function inRing(steps: number, chips: number, whole: number, machine: TileMachine): OutsideTransfer {
  const bytes = Math.ceil((whole * steps) / chips);
  return overLinks({ bytes, sent: bytes, steps, rate: ringRate(chips, machine.links) }, machine);
}

/** Bytes a second that a chip of a ring sends: in every direction in which there is another neighbour. */
function ringRate(chips: number, { bytesPerSecond, neighbours }: LinksRecord): number {
  return bytesPerSecond * Math.max(1, Math.min(neighbours, chips - 1));
}

interface Way {
  readonly bytes: number;
  readonly sent: number;
  readonly steps: number;
  readonly rate: number;
}

function overLinks({ bytes, sent, steps, rate }: Way, machine: TileMachine): OutsideTransfer {
  const cycles = cyclesOf(bytes, rate, machine) + steps * machine.links.latencyCycles;
  return { cause: 'links', count: 'linkBytes', bytes: sent, cycles };
}

function cyclesOf(bytes: number, bytesPerSecond: number, { clockHz }: TileMachine): number {
  return Math.ceil((bytes * clockHz) / bytesPerSecond);
}
