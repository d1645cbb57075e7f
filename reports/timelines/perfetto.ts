/**
 * Timelines in Chrome's trace event format, which ui.perfetto.dev opens: a stepped tile context by context,
 * or a run op by op. Times are microseconds of the machine's clock.
 * Left out: inside an op of a run the order of its causes is not known; they are drawn in a fixed order.
 * Source of the format: "Trace Event Format", Google (complete events X, metadata M, counters C).
 */
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { CYCLE_CAUSES } from '../../records/counts/tile-counts.js';
import type { TileRun } from '../../records/run.js';
import { observeTile, type TileCycle } from '../../sim/tile/engines/observe.js';
import type { TileProgram } from '../../sim/tile/engines/program.js';
import type { TileResult } from '../../sim/tile/engines/result.js';
import { unitFactor } from '../units/si.js';

const MICROSECONDS = unitFactor('s', 'µs');

type Arguments = Readonly<Record<string, string | number>>;

/** A stretch of time on a track. */
interface Slice {
  readonly track: number;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly arguments: Arguments;
}

type Write = (text: string) => void;

/** A document of events, written one by one. */
function createDocument(write: Write, clockHz: number) {
  const timeUs = (cycle: number) => (cycle * MICROSECONDS) / clockHz;
  let separator = '{"displayTimeUnit":"ns","traceEvents":[\n';
  const event = (fields: object) => {
    write(`${separator}${JSON.stringify({ pid: 1, ...fields })}`);
    separator = ',\n';
  };
  return {
    name: (process: string, tracks: readonly string[]) => {
      event({ ph: 'M', tid: 0, name: 'process_name', args: { name: process } });
      tracks.forEach((name, tid) => {
        event({ ph: 'M', tid, name: 'thread_name', args: { name } });
        event({ ph: 'M', tid, name: 'thread_sort_index', args: { sort_index: tid } });
      });
    },
    slice: ({ track, name, from, to, arguments: args }: Slice) =>
      event({ ph: 'X', tid: track, name, ts: timeUs(from), dur: timeUs(to) - timeUs(from), args }),
    counter: (name: string, cycle: number, values: Arguments) =>
      event({ ph: 'C', tid: 0, name, ts: timeUs(cycle), args: values }),
    end: () => write('\n]}\n'),
  };
}

/** Steps a program; a track for the supervisor, one for each worker, one for the AMP's panels. */
export function writeTileTimeline(program: TileProgram, machine: TileMachine, write: Write): TileResult {
  const { workers } = machine.tile;
  const document = createDocument(write, machine.clockHz);
  const workerNames = Array.from({ length: workers }, (_, worker) => `worker ${worker}`);
  document.name(`${program.name} on one tile of ${machine.name}`, ['supervisor', ...workerNames, 'AMP panels']);
  const open: (Slice | undefined)[] = Array.from({ length: workers + 2 }, () => undefined);
  const draw = (slice: Slice | undefined, track: number): void => {
    const before = open[track];
    if (before !== undefined && slice !== undefined && isSame(before, slice)) {
      open[track] = { ...before, to: slice.to };
      return;
    }
    if (before !== undefined) document.slice(before);
    open[track] = slice;
  };
  const result = observeTile(program, machine, (cycle) => {
    draw(supervisorSlice(cycle), 0);
    const { context } = cycle;
    if (typeof context === 'number') draw(workerSlice(cycle, context, workers), context + 1);
    else if (context === 'supervisor') for (let worker = 0; worker < workers; worker++) draw(undefined, worker + 1);
    if (cycle.amp !== undefined) draw(panelSlice(cycle, workers + 1), workers + 1);
  });
  for (const track of open.keys()) draw(undefined, track);
  document.end();
  return result;
}

/** Slices of one track that become one. */
function isSame(a: Slice, b: Slice): boolean {
  return a.name === b.name && JSON.stringify(a.arguments) === JSON.stringify(b.arguments);
}

function supervisorSlice({ context, cause, cycle }: TileCycle): Slice | undefined {
  if (context !== 'supervisor') return undefined;
  return { track: 0, name: cause, from: cycle, to: cycle + 1, arguments: {} };
}

/** A worker has its slot once a round; a slice runs to its next slot. */
function workerSlice({ cycle, bundleCause = 'compute' }: TileCycle, worker: number, workers: number): Slice {
  return { track: worker + 1, name: bundleCause, from: cycle, to: cycle + workers, arguments: {} };
}

function panelSlice({ cycle, amp }: TileCycle, track: number): Slice {
  const { columnGroup = 0, panel = 0 } = amp ?? {};
  const name = `columns ${columnGroup}, panel ${panel}`;
  return { track, name, from: cycle, to: cycle + 1, arguments: { columnGroup, panel } };
}

const RUN_TRACKS = ['ops', 'where their cycles go'] as const;

/** A run: ops on one track, their causes on another, useful FLOP/s as a counter. */
export function writeRunTimeline(run: TileRun, write: Write): void {
  const { clockHz } = run.machine;
  const document = createDocument(write, clockHz);
  document.name(`${run.network.name} (${run.recipe}) on ${run.machine.name}`, RUN_TRACKS);
  for (const op of run.ops) {
    const { startCycle: from, cycles, plan } = op;
    const args = {
      kind: op.kind,
      phase: op.phase,
      layer: op.layer,
      formats: op.formats.join(' × '),
      cycles,
      tiles: plan.tiles,
      splits: `${plan.splitM} × ${plan.splitN} × ${plan.splitK}`,
    };
    document.slice({ track: 0, name: op.op, from, to: from + cycles, arguments: args });
    let at = from;
    for (const cause of CYCLE_CAUSES) {
      const length = op.cyclesByCause[cause];
      if (length > 0) document.slice({ track: 1, name: cause, from: at, to: at + length, arguments: {} });
      at += length;
    }
    const tflops = cycles === 0 ? 0 : (2e-12 * op.counts.usefulMacs * clockHz) / cycles;
    document.counter('TFLOP/s', from, { useful: tflops });
  }
  document.counter('TFLOP/s', run.totals.cycles, { useful: 0 });
  document.end();
}
