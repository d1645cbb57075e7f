/** A stepped tile context by context, for ui.perfetto.dev: what the supervisor, each worker and the AMP do. */
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { observeTile, type TileCycle } from '../../sim/tile/engines/observe.js';
import type { TileProgram } from '../../sim/tile/engines/program.js';
import type { TileResult } from '../../sim/tile/engines/result.js';
import { createDocument, type Slice, type Write } from './trace-events.js';

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
