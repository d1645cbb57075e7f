/** One tile's product, cycle by cycle, read back from the files. */
import { describe, expect, it } from 'vitest';
import { tiledMachine } from '../../../models/machines/machines.js';
import { unitFamily } from '../../../models/units/families.js';
import { partialValues } from '../../../reports/timelines/partial-values.js';
import { writeTileTimeline } from '../../../reports/timelines/tile.js';
import { writeVcd } from '../../../reports/timelines/vcd.js';
import { randomWord } from '../../../runtime/random.js';
import { dot } from '../../../sim/arithmetic/reference/dot.js';
import { gemmShape, gemmTask } from '../../../sim/array/plan/gemm-shape.js';
import { observeTile, type TileCycle } from '../../../sim/tile/engines/observe.js';
import { createTile, runTile } from '../../../sim/tile/engines/stepped.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';

const ipu21 = tiledMachine('ipu21', 'test');
const F143 = 'float8_e4m3fnuz';
const [m, k, n] = [8, 72, 20];
const program = programOf(gemmTask({ m, k, n }, gemmShape(m, n, k, 'fp8', 'fp16')), ipu21);
const untraced = runTile(createTile(program, ipu21));

function observed(): TileCycle[] {
  const cycles: TileCycle[] = [];
  expect(observeTile(program, ipu21, (cycle) => cycles.push(cycle))).toEqual(untraced);
  return cycles;
}

describe('an observed tile', () => {
  const cycles = observed();

  it('does what an unobserved one does, and shows every cycle once', () => {
    expect(cycles.map(({ cycle }) => cycle)).toEqual(Array.from({ length: untraced.cycles }, (_, at) => at));
    expect(cycles.filter(({ amp }) => amp !== undefined)).toHaveLength(untraced.counts.ampIssues);
    expect(cycles.filter(({ context }) => context === 'nobody')).toHaveLength(untraced.counts.idleSlots);
    expect(cycles.reduce((sum, cycle) => sum + cycle.coefficientBytes, 0)).toBe(untraced.counts.coefficientBytes);
  });

  it('writes each partial of each panel once: 3 panels × 8 rows × 32 columns in words of four', () => {
    const words = cycles.flatMap(({ partialWritten }) => (partialWritten === undefined ? [] : [partialWritten]));
    const places = words.map(({ panel, row, column, count }) => `${panel} ${row} ${column} ${count}`);
    const expected = [0, 1, 2].flatMap((panel) =>
      Array.from({ length: 8 }, (_, row) => [0, 4, 8, 12, 16, 20, 24, 28].map((c) => `${panel} ${row} ${c} 4`)).flat(),
    );
    expect(places.sort()).toEqual(expected.sort());
  });

  it('never has two accesses of a cycle in one memory element', () => {
    for (const { accesses } of cycles) {
      expect(new Set(accesses.map(({ element }) => element)).size).toBe(accesses.length);
    }
  });
});

describe('VCD', () => {
  const codes = (length: number, stream: number) =>
    Uint8Array.from({ length }, (_, at) => randomWord(7, stream, at) % 0x50);
  const operands = [
    { codes: codes(m * k, 0), columns: k, format: F143 },
    { codes: codes(k * n, 1), columns: n, format: F143 },
  ] as const;
  const unit = unitFamily('ipu21-amp', 'test').resolve(F143, F143, {}, 'test');
  const partials = partialValues({ unit, m, n, k, inputsPerPanel: 32, operands });
  let text = '';
  const result = writeVcd(program, ipu21, (piece) => (text += piece), partials);
  const dump = readVcd(text);

  it('is the same run, with times that rise to its end: 1.5 GHz', () => {
    expect(result).toEqual(untraced);
    expect(dump.times).toEqual([...dump.times].sort((a, b) => a - b));
    expect(dump.times.at(-1)).toBe(Math.round(untraced.cycles / 1.5e-3));
  });

  it('declares each signal once, in scopes that close', () => {
    expect(new Set(dump.signals.values()).size).toBe(dump.signals.size);
    expect(text.match(/\$scope/g)).toHaveLength(text.match(/\$upscope/g)?.length ?? 0);
    for (const name of ['context', 'worker_5_bundle', 'load_1_element', 'amp_phase', 'partial_written_codes']) {
      expect([...dump.signals.values()]).toContain(name);
    }
  });

  it('stores at last, half by half, what the reference unit answers', () => {
    const stored = new Map<string, string>();
    for (const {
      partial_written_row: row,
      partial_written_column: column,
      partial_written_codes: bits,
    } of dump.changes) {
      if (row === undefined || row === 'x' || column === undefined || bits === undefined) continue;
      stored.set(`${Number.parseInt(row, 2)} ${Number.parseInt(column, 2)}`, bits.padStart(64, '0'));
    }
    for (const [row, column] of [
      [0, 0],
      [3, 8],
      [7, 16],
    ] as const) {
      const halves = stored.get(`${row} ${column}`)?.match(/.{16}/g)?.reverse() ?? [];
      const expected = [0, 1, 2, 3].map((at) => dot(unit, rowOf(row), columnOf(column + at), 0, 0));
      expect(halves.map((half) => Number.parseInt(half, 2))).toEqual(expected);
    }
  });

  const rowOf = (row: number) => [...operands[0].codes.subarray(row * k, (row + 1) * k)];
  const columnOf = (column: number) => Array.from({ length: k }, (_, at) => operands[1].codes[at * n + column]);
});

interface Dump {
  readonly times: readonly number[];
  /** Identifier → name. */
  readonly signals: ReadonlyMap<string, string>;
  /** The state after each time, by name. */
  readonly changes: readonly Readonly<Record<string, string>>[];
}

/** Enough of IEEE 1364's value change dump to read ours back. */
function readVcd(text: string): Dump {
  const signals = new Map<string, string>();
  const times: number[] = [];
  const changes: Record<string, string>[] = [];
  let state: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const variable = /^\$var \w+ \d+ (\S+) (\S+) \$end$/.exec(line);
    if (variable !== null) signals.set(variable[1], variable[2]);
    else if (line.startsWith('#')) {
      times.push(Number(line.slice(1)));
      changes.push(state);
      state = { ...state };
    } else if (!line.startsWith('$') && line !== '') {
      const change = /^(?:[bs](\S+) (\S+)|([01x])(\S+))$/.exec(line);
      if (change === null) throw new Error(`not a value change: ${line}`);
      const name = signals.get(change[2] ?? change[4]);
      if (name === undefined) throw new Error(`an undeclared signal: ${line}`);
      state[name] = change[1] ?? change[3];
    }
  }
  return { times, signals, changes: [...changes, state] };
}

it('keeps the comment of a dump closed, whatever the program is called', () => {
  let text = '';
  writeVcd({ ...program, name: 'x $end\n$var wire 1 ! y $end \u001B[31m' }, ipu21, (piece) => (text += piece));
  expect(text.split('\n')[0]).toBe('$comment octile: the program x end var wire 1 ! y end [31m on one tile $end');
});

describe('the timeline for Perfetto', () => {
  let text = '';
  const result = writeTileTimeline(program, ipu21, (piece) => (text += piece));
  const events: { ph: string; tid: number; name: string; ts: number; dur: number }[] = JSON.parse(text).traceEvents;
  const slices = (tid: number) => events.filter((event) => event.ph === 'X' && event.tid === tid);
  const cyclesOf = (tid: number) => Math.round(slices(tid).reduce((sum, { dur }) => sum + dur, 0) * 1.5e3);

  it('is the same run; its supervisor works while no worker does, its longest worker the rest', () => {
    expect(result).toEqual(untraced);
    const { launch, coefficients } = untraced.cyclesByCause;
    expect(cyclesOf(0)).toBe(launch + coefficients);
    expect(cyclesOf(0) + cyclesOf(1)).toBe(untraced.cycles);
  });

  it('has slices that do not overlap on their track', () => {
    for (let track = 0; track <= 7; track++) {
      const [first, ...others] = slices(track);
      let end = first.ts + first.dur;
      for (const { ts, dur } of others) {
        expect(ts).toBeGreaterThanOrEqual(end - 1e-9);
        end = ts + dur;
      }
    }
  });
});
