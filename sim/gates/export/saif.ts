/**
 * A waveform as SAIF: how long each output pin and port was 0 and 1, and how often it changed, from the first clock
 * edge to the end of the window. Picoseconds.
 * Source: IEEE 1801-2018, annex I (backward SAIF 2.0). Left out: unknown values, short pulses told apart (IG is 0).
 */
import { type Instance, instancesOf, topOf } from './names.js';
import type { Waveform } from './waveform.js';

interface Durations {
  /** ps at 1, of each net. */
  readonly ones: Float64Array;
  readonly changes: Float64Array;
}

export function saifText(waveform: Waveform): string {
  const durationPs = waveform.cycles * waveform.clockPs;
  const durations = durationsOf(waveform, durationPs);
  const top = topOf(waveform);
  const ports = [clockLine(waveform), ...placeLines(top, durations, durationPs)];
  const cells = instancesOf(waveform).filter(({ places }) => places.length > 0);
  return [
    '(SAIFILE',
    '(SAIFVERSION "2.0")',
    '(DIRECTION "backward")',
    '(DIVIDER / )',
    '(TIMESCALE 1 ps)',
    `(DURATION ${durationPs})`,
    `(INSTANCE ${top.name}`,
    ...['(PORT', ...ports, ')'],
    ...cells.flatMap((cell) => [
      `(INSTANCE ${escaped(cell.name)}`,
      ...['(PORT', ...placeLines(cell, durations, durationPs), ')'],
      ')',
    ]),
    ...[')', ')', ''],
  ].join('\n');
}

function durationsOf({ netlist, initial, changes }: Waveform, durationPs: number): Durations {
  const values = Uint8Array.from(initial);
  const since = new Float64Array(netlist.nets);
  const [ones, counts] = [new Float64Array(netlist.nets), new Float64Array(netlist.nets)];
  for (const { timePs, net, value } of changes) {
    if (values[net] === 1) (ones[net] as number) += timePs - (since[net] as number);
    since[net] = timePs;
    values[net] = value;
    (counts[net] as number)++;
  }
  values.forEach((value, net) => {
    if (value === 1) (ones[net] as number) += durationPs - (since[net] as number);
  });
  return { ones, changes: counts };
}

function placeLines({ places }: Instance, { ones, changes }: Durations, durationPs: number): string[] {
  return places.map(({ name, bit, net }) => {
    const reference = bit === undefined ? name : `${name}[${bit}]`;
    return line(reference, durationPs, ones[net] as number, changes[net] as number);
  });
}

function clockLine({ cycles, clockPs }: Waveform): string {
  return line('clk', cycles * clockPs, cycles * Math.ceil(clockPs / 2), 2 * cycles);
}

function line(name: string, durationPs: number, onePs: number, changes: number): string {
  return `(${escaped(name)} (T0 ${durationPs - onePs}) (T1 ${onePs}) (TX 0) (TC ${changes}) (IG 0))`;
}

/** Signs that are no part of a plain name stand behind a backslash. */
function escaped(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, (sign) => `\\${sign}`);
}
