/**
 * A document in Chrome's trace event format, which ui.perfetto.dev opens, written event by event. Times are
 * microseconds of the machine's clock.
 * Source of the format: "Trace Event Format", Google (complete events X, nested events B and E, metadata M, counters C).
 */
import { unitFactor } from '../units/si.js';

const MICROSECONDS = unitFactor('s', 'µs');

export type Arguments = Readonly<Record<string, string | number>>;

/** A stretch of time on a track. */
export interface Slice {
  readonly track: number;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly arguments: Arguments;
}

export type Write = (text: string) => void;

/** Slices are written whole (`slice`), or opened and closed in the order of time where they lie in one another. */
export function createDocument(write: Write, clockHz: number) {
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
    open: (track: number, name: string, cycle: number, args: Arguments = {}) =>
      event({ ph: 'B', tid: track, name, ts: timeUs(cycle), args }),
    close: (track: number, cycle: number) => event({ ph: 'E', tid: track, ts: timeUs(cycle) }),
    counter: (name: string, cycle: number, values: Arguments) =>
      event({ ph: 'C', tid: 0, name, ts: timeUs(cycle), args: values }),
    end: () => write('\n]}\n'),
  };
}
