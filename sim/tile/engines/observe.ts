/**
 * What a stepped tile does in each cycle, for timelines: who has the slot, what it issues, which ports and
 * memory elements it uses, where the AMP is in the product. An observed tile steps as any other.
 * A worker takes its rows in order and stores each result once, so that the n-th access of a launch to a stream
 * of partials tells its row and columns. Left out: values (models of arithmetic give them).
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { CYCLE_CAUSES, type CycleCause } from '../../../records/counts/tile-counts.js';
import { issueStart } from '../amp-shape.js';
import { type Port, portOf } from './check.js';
import type { Access, AmpWork, Bundle, TileProgram } from './program.js';
import type { TileResult } from './result.js';
import { bundleOf, contextOf, createTile, runTile } from './stepped.js';
import { CONTEXTS, type TileState, TOTALS } from './tile-state.js';

/** Consecutive partials of one row, as a pass over a panel reads or writes them. */
export interface PartialWord {
  readonly panel: number;
  readonly row: number;
  readonly column: number;
  readonly count: number;
}

/** An AMP issue in its product. */
export interface AmpIssue {
  readonly columnGroup: number;
  readonly panel: number;
  readonly row: number;
  readonly issue: number;
}

export interface TileCycle {
  /** From 0. */
  readonly cycle: number;
  /** What the cycle is charged to: the round's cause while workers run. */
  readonly cause: CycleCause;
  readonly context: number | 'supervisor' | 'nobody';
  /** Of each worker: in its program. */
  readonly active: readonly boolean[];
  readonly supervisorIssues: boolean;
  /** Loaded by the supervisor, or behind the workers. */
  readonly coefficientBytes: number;
  readonly bundle: Bundle | undefined;
  /** What the bundle's own block is for. */
  readonly bundleCause: CycleCause | undefined;
  readonly port: Port;
  readonly accesses: readonly (Access & { readonly element: number })[];
  readonly amp: AmpIssue | undefined;
  readonly partialRead: PartialWord | undefined;
  readonly partialWritten: PartialWord | undefined;
}

const LAUNCHES = TOTALS.indexOf('launches');

/** Runs a program to its end; `see` has every cycle, in order. */
export function observeTile(program: TileProgram, machine: TileMachine, see: (cycle: TileCycle) => void): TileResult {
  const tile = createTile(program, machine);
  const place = createPlace(tile.workers, program.amp);
  let cycle = 0;
  return runTile(tile, (state) => {
    see(cycleOf(cycle, state, program, place));
    cycle += 1;
  });
}

/** How far each worker is in its launch: AMP issues, accesses to partials, and the words of a row of them. */
interface Place {
  launch: number;
  readonly issued: Int32Array;
  readonly read: Int32Array;
  readonly written: Int32Array;
  readonly words: readonly { readonly offset: number; readonly count: number }[];
}

function createPlace(workers: number, amp: AmpWork | null): Place {
  const none = () => new Int32Array(workers);
  return { launch: 0, issued: none(), read: none(), written: none(), words: amp === null ? [] : partialWords(amp) };
}

/** The words in which a row of partials passes the ports: first column and number of columns. */
export function partialWords({ shape }: AmpWork): { offset: number; count: number }[] {
  const { issuesPerRow, partialBytesPerRow, outputChannels } = shape;
  const bytesEach = partialBytesPerRow / outputChannels;
  const edges = Array.from({ length: issuesPerRow + 1 }, (_, issue) =>
    issueStart(issue, partialBytesPerRow, issuesPerRow),
  );
  return edges
    .slice(0, -1)
    .map((from, issue) => ({ offset: from / bytesEach, count: (edges[issue + 1] - from) / bytesEach }))
    .filter(({ count }) => count > 0);
}

function cycleOf(cycle: number, state: TileState, program: TileProgram, place: Place): TileCycle {
  if (state.totals[LAUNCHES] !== place.launch) startLaunch(place, state.totals[LAUNCHES]);
  const context = contextOf(state);
  const bundle = bundleOf(state);
  const supervised = context === CONTEXTS.supervisor;
  return {
    cycle,
    cause: CYCLE_CAUSES[supervised ? state.stepCause : state.code.causes[state.bundle[state.critical]]] ?? 'compute',
    context: supervised ? 'supervisor' : context === CONTEXTS.nobody ? 'nobody' : context,
    active: Array.from(state.active, (flag) => flag === 1),
    supervisorIssues: supervised && state.stepIssues > 0,
    coefficientBytes: supervised ? state.stepLoadBytes : state.behindLoads > 0 ? state.behindBytes : 0,
    bundle,
    bundleCause: context < 0 ? undefined : CYCLE_CAUSES[state.code.causes[state.bundle[context]]],
    port: bundle === undefined ? 'none' : portOf(bundle),
    accesses: (bundle?.accesses ?? []).map((access) => ({ ...access, element: program.elements[access.stream] ?? -1 })),
    ...(bundle === undefined ? NOTHING : issuedBy(context, bundle, state, place)),
  };
}

const NOTHING = { amp: undefined, partialRead: undefined, partialWritten: undefined } as const;

function startLaunch(place: Place, launch: number): void {
  place.launch = launch;
  for (const counts of [place.issued, place.read, place.written]) counts.fill(0);
}

/** What a worker's bundle does in the product. */
function issuedBy(worker: number, { arithmetic, accesses }: Bundle, { amp, panels }: TileState, place: Place) {
  if (amp === null) return NOTHING;
  const panel = (panels - 1) % amp.inputPanels;
  const columnGroup = Math.floor((panels - 1) / amp.inputPanels);
  const wordOf = (stream: string, done: Int32Array): PartialWord | undefined => {
    if (!accesses.some((access) => access.stream === stream)) return undefined;
    const { offset, count } = place.words[done[worker] % place.words.length] as { offset: number; count: number };
    const row = amp.firstRows[worker] + Math.floor(done[worker] / place.words.length);
    done[worker] += 1;
    return { panel, row, column: columnGroup * amp.shape.outputChannels + offset, count };
  };
  const issueOf = (): AmpIssue | undefined => {
    if (arithmetic.kind !== 'amp') return undefined;
    const row = amp.firstRows[worker] + Math.floor(place.issued[worker] / amp.shape.issuesPerRow);
    place.issued[worker] += 1;
    return { columnGroup, panel, row, issue: arithmetic.issue };
  };
  return {
    amp: issueOf(),
    partialRead: wordOf('partials', place.read),
    partialWritten: wordOf('output', place.written),
  };
}
