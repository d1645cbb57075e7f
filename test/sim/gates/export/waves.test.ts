/**
 * VCD and SAIF of a window beside what Icarus Verilog makes of the same netlist and operands, every gate a unit of
 * time: the same changes at the same times. Icarus swallows only pulses shorter than a gate's delay: there are none.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saifText } from '../../../../sim/gates/export/saif.js';
import { vcdText } from '../../../../sim/gates/export/vcd.js';
import { waveformOf } from '../../../../sim/gates/export/waveform.js';
import { LANES, type OperandStreams } from '../../../../sim/gates/operands/operand-streams.js';
import { verilogOf } from '../netlist-verilog.js';
import { drawNetlist, drawStreams, PRODUCTS } from '../random-netlist.js';
import { SMALL_LIBRARY } from '../small-library.js';

const [CLOCK_PS, FIRST, END, LANE] = [1000, 20, 26, 77];
const icarus = spawnSync('iverilog', ['-V']).status === 0;

const netlist = drawNetlist(4, { cells: 150, flipFlops: 15, registers: 'pipeline' });
const streams = drawStreams(8, END);
const window = { lane: LANE, cycles: [FIRST, END], clockPs: CLOCK_PS, gatePs: 1 } as const;
const waveform = waveformOf({ netlist, library: SMALL_LIBRARY, delays: 'unit' }, streams, window);

/** Changes by signal: `scope pin` → [time, value], time since the first clock edge of the window. */
type Changes = Map<string, [number, string][]>;

/** Of a VCD, from `start` on; what is dumped before gives no change. */
function changesOf(text: string, start: number): Changes {
  const names = new Map<string, string[]>();
  const changes: Changes = new Map();
  const scopes: string[] = [];
  let time = 0;
  for (const line of text.split('\n').map((part) => part.trim())) {
    const [word, kind, code, id, name] = line.split(/\s+/);
    if (word === '$scope') scopes.push((code as string).replace(/^\\/, ''));
    else if (word === '$upscope') scopes.pop();
    else if (word === '$var' && kind !== undefined) {
      const signal = `${scopes.at(-1)} ${name}`;
      names.set(id as string, [...(names.get(id as string) ?? []), signal]);
      changes.set(signal, []);
    } else if (line.startsWith('#')) time = Number(line.slice(1)) - start;
    else if (/^[01]/.test(line) && time >= 0) {
      for (const signal of names.get(line.slice(1)) ?? []) changes.get(signal)?.push([time, line[0] as string]);
    }
  }
  return changes;
}

/** The VCD that Icarus writes from the first cycle to the end. */
function icarusVcd(): string {
  const folder = mkdtempSync(join(tmpdir(), 'octile-waves-'));
  try {
    writeFileSync(join(folder, 'unit.v'), `\`timescale 1ps/1ps\n${verilogOf(netlist, SMALL_LIBRARY)}\n${testBench()}`);
    execFileSync('iverilog', ['-g2012', '-o', 'unit', '-s', 'bench', 'unit.v'], { cwd: folder, stdio: 'pipe' });
    execFileSync('vvp', ['unit'], { cwd: folder, stdio: 'pipe' });
    return readFileSync(join(folder, 'unit.vcd'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Operands change at the clock's edge. The first edge comes at half a period. */
function testBench(): string {
  const code = (port: 'a' | 'b' | 'c', cycle: number) => {
    const perLane = port === 'c' ? 1 : PRODUCTS;
    const at = (cycle * LANES + LANE) * perLane;
    const codes = [...(streams as Readonly<OperandStreams>)[port].subarray(at, at + perLane)];
    return codes.reduce((packed, value, i) => packed | (value << (3 * i)), 0);
  };
  const cycles = Array.from(
    { length: END },
    (_, cycle) => `@(posedge clk) a <= ${code('a', cycle)}; b <= ${code('b', cycle)}; c <= ${code('c', cycle)};`,
  );
  return [
    `module bench; reg clk = 0; reg [5:0] a, b; reg [6:0] c; wire [11:0] d;`,
    'dot_product unit(.clk(clk), .a(a), .b(b), .c(c), .d(d));',
    `always #${CLOCK_PS / 2} clk = ~clk;`,
    `initial begin $dumpfile("unit.vcd"); $dumpvars(0, bench);`,
    ...cycles,
    `#${CLOCK_PS - 1} $finish; end endmodule`,
  ].join('\n');
}

describe.skipIf(!icarus)('beside Icarus Verilog (skipped where it is not installed)', () => {
  const judge = icarus ? changesOf(icarusVcd(), CLOCK_PS / 2 + FIRST * CLOCK_PS) : new Map();

  it('VCD: every output pin changes at the same times to the same values', () => {
    const ours = changesOf(vcdText(waveform), 1);
    const pins = [...ours.keys()].filter((signal) => !signal.startsWith('dot_product '));
    expect(pins.length).toBeGreaterThan(150);
    const changes = pins.reduce((total, pin) => total + (ours.get(pin)?.length ?? 0), 0);
    expect(changes).toBeGreaterThan(300);
    for (const pin of pins) expect([pin, ours.get(pin)]).toEqual([pin, judge.get(pin)]);
  });

  it('SAIF: changes and times at 1 are those of its waves', () => {
    const saif = readSaif(saifText(waveform));
    expect(saif.size).toBeGreaterThan(150);
    for (const [pin, { ones, changes }] of saif) {
      const waves = judge.get(pin) as [number, string][];
      expect([pin, changes]).toEqual([pin, waves.length]);
      const first = waves[0];
      if (first !== undefined) expect([pin, ones]).toEqual([pin, timeAtOne(waves)]);
    }
  });
});

function timeAtOne(waves: readonly [number, string][]): number {
  const end = (END - FIRST) * CLOCK_PS;
  const [[firstTime, firstValue]] = waves as [[number, string]];
  return waves.reduce(
    (total, [time, value], i) => total + (value === '1' ? (waves[i + 1]?.[0] ?? end) - time : 0),
    firstValue === '0' ? firstTime : 0,
  );
}

/** Pins of cells in a SAIF: `instance pin` → time at 1 and changes. */
function readSaif(text: string): Map<string, { ones: number; changes: number }> {
  const pins = new Map<string, { ones: number; changes: number }>();
  let instance = '';
  for (const line of text.split('\n')) {
    const opened = /^\(INSTANCE (\S+)$/.exec(line);
    if (opened) instance = (opened[1] as string).replaceAll('\\', '');
    const pin = /^\((\S+) \(T0 (\d+)\) \(T1 (\d+)\) \(TX 0\) \(TC (\d+)\) \(IG 0\)\)$/.exec(line);
    if (!pin || instance === 'dot_product') continue;
    const [, name, zeros, ones, changes] = pin;
    if (Number(zeros) + Number(ones) !== (END - FIRST) * CLOCK_PS) throw new Error(`${line}: times do not add up`);
    pins.set(`${instance} ${name}`, { ones: Number(ones), changes: Number(changes) });
  }
  return pins;
}

describe('a window', () => {
  it('in SAIF the clock and the ports stand with it', () => {
    const text = saifText(waveform);
    expect(text).toContain('(clk (T0 3000) (T1 3000) (TX 0) (TC 12) (IG 0))');
    expect(text).toMatch(/\(a\\\[0\\\] \(T0/);
  });

  it('of no cycles, or with a clock that is over too soon, is refused', () => {
    const unit = { netlist, library: SMALL_LIBRARY, delays: 'unit' } as const;
    expect(() => waveformOf(unit, streams, { ...window, cycles: [0, 4] })).toThrow('waveform: expected a window');
    expect(() => waveformOf(unit, streams, { ...window, clockPs: 5 })).toThrow(
      'waveform: expected a clock longer than',
    );
  });
});
