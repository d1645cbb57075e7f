/**
 * A waveform as VCD: a scope for the unit and one for each cell, with its output pins. Picoseconds; at 0 stands the
 * state before the window, the first clock edge comes 1 ps later, so that a reader sees its changes.
 * Source: IEEE 1364-2005, 18 (value change dump).
 */
import { type Instance, instancesOf, type Place, topOf } from './names.js';
import type { Waveform } from './waveform.js';

const LEAD_PS = 1;
const [FIRST_CODE, CODES] = [33, 94];

export function vcdText(waveform: Waveform): string {
  const { clockPs, cycles, initial } = waveform;
  const clock = identifier(initial.length);
  const top = topOf(waveform);
  const head = ['$timescale 1ps $end', `$scope module ${top.name} $end`, `$var wire 1 ${clock} clk $end`];
  const cells = instancesOf(waveform).filter(({ places }) => places.length > 0);
  const tail = ['$upscope $end', '$enddefinitions $end'];
  const nets = new Set([top, ...cells].flatMap(({ places }) => places.map(({ net }) => net)));
  const values = [...nets].sort((x, y) => x - y).map((net) => `${initial[net]}${identifier(net)}`);
  return [
    ...[...head, ...variables(top), ...cells.flatMap(scope), ...tail],
    ...['#0', '$dumpvars', `0${clock}`, ...values, '$end'],
    ...changeLines(waveform, clock),
    `#${LEAD_PS + cycles * clockPs}`,
    '',
  ].join('\n');
}

function scope(cell: Instance): string[] {
  return [`$scope module ${cell.name} $end`, ...variables(cell), '$upscope $end'];
}

function variables({ places }: Instance): string[] {
  const reference = ({ name, bit }: Place) => (bit === undefined ? name : `${name} [${bit}]`);
  return places.map((place) => `$var wire 1 ${identifier(place.net)} ${reference(place)} $end`);
}

/** Changes of nets and of the clock, each time once. */
function changeLines({ changes, cycles, clockPs }: Waveform, clock: string): string[] {
  const lines = new Map<number, string[]>();
  const add = (timePs: number, line: string) => {
    const known = lines.get(timePs) ?? [];
    known.push(line);
    lines.set(timePs, known);
  };
  for (let cycle = 0; cycle < cycles; cycle++) {
    add(cycle * clockPs, `1${clock}`);
    add(cycle * clockPs + Math.ceil(clockPs / 2), `0${clock}`);
  }
  for (const { timePs, net, value } of changes) add(timePs, `${value}${identifier(net)}`);
  const times = [...lines.keys()].sort((x, y) => x - y);
  return times.flatMap((timePs) => [`#${LEAD_PS + timePs}`, ...(lines.get(timePs) ?? [])]);
}

/** Of printable characters, the lowest digit first. */
function identifier(index: number): string {
  let text = '';
  for (let rest = index; ; rest = Math.floor(rest / CODES) - 1) {
    text += String.fromCharCode(FIRST_CODE + (rest % CODES));
    if (rest < CODES) return text;
  }
}
