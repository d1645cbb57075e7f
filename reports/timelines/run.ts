/**
 * A run over time, for ui.perfetto.dev: layers, in them ops, in them where their cycles go; bytes, power, FLOP/s and
 * what tiles spend their cycles on as counters.
 * Left out: inside an op the order of its causes is not known; they are drawn in a fixed order. Equal ops that a run
 * adds up (`repeat`) are one slice.
 */

import { PICOJOULES_PER_JOULE } from '../../models/technologies/technology.js';
import { COUNTS_OF } from '../../records/counts/counts.js';
import { RUN_CAUSES } from '../../records/counts/tile-counts.js';
import type { EnergyRecord } from '../../records/energy.js';
import type { TileRun, TileRunOp } from '../../records/run.js';
import { unitFactor } from '../units/si.js';
import { type Arguments, createDocument, type Write } from './trace-events.js';

type Document = ReturnType<typeof createDocument>;

const TRACK = 0;

/** @param energy of the run, where it was priced: power is drawn then */
export function writeRunTimeline(run: TileRun, energy: EnergyRecord | undefined, write: Write): void {
  const { name } = run.machine;
  const clockHz = energy?.operation?.clockHz ?? run.machine.clockHz;
  const document = createDocument(write, clockHz);
  document.name(`${run.network.name} (${run.recipe}) on ${name}`, ['layers, ops and causes']);
  const energyPj = new Map(energy?.perOp.map(({ op, energyPj: range }) => [op, range.value]));
  let layer: string | undefined;
  for (const op of run.ops) {
    const [from, title] = [op.startCycle, layerTitle(op)];
    if (layer !== title) {
      if (layer !== undefined) document.close(TRACK, from);
      document.open(TRACK, title, from);
      layer = title;
    }
    drawCounters(document, op, clockHz, energyPj.get(op.op));
    drawOp(document, op);
  }
  const { cycles } = run.totals;
  if (layer !== undefined) document.close(TRACK, cycles);
  for (const [counter, values] of countersOf(undefined, clockHz, energy && 0))
    document.counter(counter, cycles, values);
  document.end();
}

function layerTitle({ layer, phase, step }: TileRunOp): string {
  return `${layer}, ${phase}, step ${step}`;
}

/** The op and, in it, its causes one after another. */
function drawOp(document: Document, op: TileRunOp): void {
  const { startCycle: from, cycles, cyclesByCause, layer, operation } = op;
  document.open(TRACK, `${operation} of ${layer}`, from, opArguments(op));
  let at = from;
  for (const cause of RUN_CAUSES) {
    const length = cyclesByCause[cause];
    if (length === 0) continue;
    document.open(TRACK, cause, at, { cycles: length });
    at += length;
    document.close(TRACK, at);
  }
  document.close(TRACK, from + cycles);
}

/** What the op is, how it is planned, and its counts but those of zero. */
function opArguments(op: TileRunOp): Arguments {
  const { op: id, kind, phase, layer, repeat, formats, outputFormat, cycles, plan, counts } = op;
  const counted = COUNTS_OF.tiles.counts.flatMap((count) => (counts[count] === 0 ? [] : [[count, counts[count]]]));
  const planned = Object.entries(plan).flatMap(([field, value]) =>
    typeof value === 'number' || typeof value === 'string' ? [[`plan.${field}`, value]] : [],
  );
  return {
    ...{ op: id, kind, phase, layer, repeat, cycles, formats: `${formats.join(' × ')} → ${outputFormat}` },
    ...Object.fromEntries(planned),
    ...Object.fromEntries(counted),
  };
}

function drawCounters(document: Document, op: TileRunOp, clockHz: number, energyPj: number | undefined): void {
  for (const [counter, values] of countersOf(op, clockHz, energyPj)) document.counter(counter, op.startCycle, values);
}

/** Of an op; none: as after the last. */
function countersOf(op: TileRunOp | undefined, clockHz: number, energyPj: number | undefined): [string, Arguments][] {
  const seconds = (op?.cycles ?? 0) / clockHz;
  const rate = (amount: number) => (seconds === 0 ? 0 : amount / seconds);
  const { tables = 0, states = 0, values = 0, copies = 0 } = op?.memory ?? {};
  const { busy = 0, waiting = 0, idle = 0 } = op?.tileCycles ?? {};
  const inTiles = (tileCycles: number) => (op === undefined || op.cycles === 0 ? 0 : tileCycles / op.cycles);
  return [
    ['live bytes, all tiles', { bytes: op?.liveBytes ?? 0 }],
    ['bytes of the fullest tile', { tables, states, values, copies }],
    ['tiles', { busy: inTiles(busy), waiting: inTiles(waiting), idle: inTiles(idle) }],
    ['TFLOP/s', { useful: rate(FLOP_PER_MAC * (op?.counts.usefulMacs ?? 0)) * unitFactor('FLOP/s', 'TFLOP/s') }],
    ...(energyPj === undefined ? [] : [['power', { W: rate(energyPj) / PICOJOULES_PER_JOULE }] as [string, Arguments]]),
  ];
}

const FLOP_PER_MAC = 2;
