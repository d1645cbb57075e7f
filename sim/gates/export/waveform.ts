/**
 * What one unit's nets do over a window of cycles, with times: what SAIF and VCD are written from.
 * With unit delay each gate takes one and the same time, so that edges are in order but no times of a chip.
 */
import { InputError } from '../../../models/input-error.js';
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import type { Netlist } from '../netlist/netlist.js';
import type { OperandStreams } from '../operands/operand-streams.js';
import { type PlainUnit, type Snapshot, snapshotsOfLane } from '../simulate/reference.js';

export interface WaveWindow {
  readonly lane: number;
  /** Cycles of the streams, the second not included; at least 1, as the state before the first is none. */
  readonly cycles: readonly [number, number];
  readonly clockPs: number;
  /** What a gate takes under unit delay. */
  readonly gatePs: number;
}

export interface Change {
  /** Since the window's first clock edge. */
  readonly timePs: number;
  readonly net: number;
  readonly value: number;
}

export interface Waveform {
  readonly netlist: Netlist;
  readonly library: CellLibrary;
  readonly clockPs: number;
  readonly cycles: number;
  /** Of each net, before the first clock edge. */
  readonly initial: Uint8Array;
  /** In the order of time. */
  readonly changes: readonly Change[];
}

/** @throws InputError for cycles that the streams do not have, or a clock that is over before the gates are settled */
export function waveformOf(unit: PlainUnit, streams: OperandStreams, window: WaveWindow): Waveform {
  const [first, end] = window.cycles;
  checkWindow(window, streams.cycles);
  const changes: Change[] = [];
  let initial = new Uint8Array(0);
  let before: Snapshot | undefined;
  for (const now of snapshotsOfLane(unit, { ...streams, cycles: end }, window.lane)) {
    if (now.cycle === first && before?.cycle === first - 1) initial = Uint8Array.from(before.values);
    if (now.cycle >= first && before !== undefined) addChanges(changes, before, now, window);
    before = now;
  }
  const { netlist, library } = unit;
  return { netlist, library, clockPs: window.clockPs, cycles: end - first, initial, changes };
}

function addChanges(changes: Change[], before: Snapshot, now: Snapshot, window: WaveWindow): void {
  const delayPs = now.time * window.gatePs;
  if (delayPs >= window.clockPs) {
    throw new InputError('waveform', `a clock longer than ${delayPs} ps (${now.time} gates)`, `${window.clockPs} ps`);
  }
  const timePs = (now.cycle - window.cycles[0]) * window.clockPs + delayPs;
  now.values.forEach((value, net) => {
    if (value !== before.values[net]) changes.push({ timePs, net, value });
  });
}

function checkWindow({ cycles: [first, end] }: WaveWindow, most: number): void {
  if (first >= 1 && first < end && end <= most) return;
  throw new InputError('waveform', `a window of cycles 1 to ${most}, the second above the first`, `${first} to ${end}`);
}
