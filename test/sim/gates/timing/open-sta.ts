/**
 * OpenSTA (Debian's package `opensta`, build of 2019) on a netlist and the Liberty file of its library: slack, power
 * and, from its trace of power, the energy of every arc.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const HAS_OPEN_STA = spawnSync('sta', ['-version']).error === undefined;

export interface StaRequest {
  readonly liberty: string;
  readonly verilog: string;
  /** In the library's unit of time: a nanosecond. */
  readonly period: number;
  readonly psPerTime: number;
}

export interface StaArc {
  readonly instance: string;
  /** Pin that the energy belongs to: an output, or an input that changes alone. */
  readonly pin: string;
  readonly from: string;
  /** Literals of its condition. */
  readonly when: readonly string[];
  /** Mean of rise and fall. */
  readonly energyFj: number;
}

export interface StaReport {
  /** Shortest period. */
  readonly cyclePs: number;
  /** ½ C V² of a change of every output, by instance. */
  readonly switchingFj: ReadonlyMap<string, number>;
  readonly arcs: readonly StaArc[];
}

export function runOpenSta({ liberty, verilog, period, psPerTime }: StaRequest): StaReport {
  const folder = mkdtempSync(join(tmpdir(), 'octile-sta-'));
  try {
    writeFileSync(join(folder, 'netlist.v'), verilog);
    writeFileSync(join(folder, 'cells.lib'), withoutWireLoad(readFileSync(liberty, 'utf8')));
    writeFileSync(join(folder, 'script.tcl'), scriptOf(period));
    const { stdout, stderr } = spawnSync('sta', ['-no_splash', '-exit', 'script.tcl'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    return reportOf(stdout, stderr, period * psPerTime, psPerTime);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Libraries of larger nodes add a wire to every net that nobody asked for. */
function withoutWireLoad(liberty: string): string {
  return liberty.replaceAll(/^\s*default_wire_load\s*:.*$/gm, '');
}

/** Every input of the unit changes with the clock, so that all instances have its period. */
function scriptOf(period: number): string {
  return [
    'read_liberty cells.lib',
    'read_verilog netlist.v',
    'link_design dot_product',
    `create_clock -period ${period} clk`,
    'foreach port [all_inputs] { if {[get_property $port full_name] != "clk"} { set_input_delay 0 -clock clk $port } }',
    'puts "slack begins"',
    'report_checks -path_delay max -digits 8',
    'sta::set_debug power 2',
    'set_power_activity -global -activity 1',
    'puts "power begins"',
    'report_power -instances [get_cells *] -digits 8',
    '',
  ].join('\n');
}

/** A watt for a nanosecond is 10^6 fJ. */
const FJ_OF_W_PS = 1e3;

function reportOf(text: string, trace: string, periodPs: number, psPerTime: number): StaReport {
  const slack = between(text, 'slack begins', 'power begins');
  const power = after(text, 'power begins');
  const found = /(-?[\d.]+)\s+slack/.exec(slack)?.[1];
  if (found === undefined) throw new Error(`OpenSTA gave no slack:\n${text.slice(0, 2000)}`);
  const rows = power.split('\n').flatMap((line) => {
    const [, , switching, , , instance] = line.split(/\s+/);
    return /^\w+_\d+$/.test(instance ?? '')
      ? [[instance ?? '', Number(switching) * periodPs * FJ_OF_W_PS] as const]
      : [];
  });
  return { cyclePs: periodPs - Number(found) * psPerTime, switchingFj: new Map(rows), arcs: arcsOf(trace) };
}

function between(text: string, from: string, to: string): string {
  return after(text, from).split(to)[0] ?? '';
}

function after(text: string, from: string): string {
  return text.slice(text.indexOf(from) + from.length);
}

/** Lines `power: A -> Y B*!C 1.00 0.25 1.23e-16 …` below `power: internal u1/Y (CELL)`. */
function arcsOf(text: string): StaArc[] {
  const arcs: StaArc[] = [];
  let instance = '';
  for (const line of text.split('\n')) {
    instance = /^power: internal (\S+)\/\S+ \(/.exec(line)?.[1] ?? instance;
    const row = /^power:\s+(\S+) -> (\S+)\s+(\S*?)\s+[\d.]+ ([\d.]+)\s+(-?[\d.e+-]+)\s+\S+ (.*)$/.exec(line);
    if (row === null || row[6] === 'VSS') continue;
    const [, from = '', pin = '', when = '', duty, energy] = row;
    arcs.push({
      instance,
      pin,
      from,
      when: when.match(/\w+/g) ?? [],
      energyFj: meanEnergyFj(Number(energy), Number(duty)),
    });
  }
  return arcs;
}

/** What it prints is the sum of rise and fall times the duty of the condition, a power of two shown with two digits. */
function meanEnergyFj(printed: number, shownDuty: number): number {
  const duty =
    [1, 0.5, 0.25, 0.125, 0.0625, 0.03125].find((power) => Math.abs(power - shownDuty) <= 0.0051) ?? shownDuty;
  return (printed / duty / 2) * 1e15;
}
