/** From a run, or a network's shapes, to how its ops are laid over the tiles, and why. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import type { TileRun } from '../records/run.js';
import { readTrace, type Trace } from '../records/trace/trace-folder.js';
import { chartPdf, chartPng, chartSvg } from '../reports/export/charts.js';
import type { Figure } from '../reports/export/figure.js';
import { memoryChart } from '../reports/plan/memory-map.js';
import { type PlannedOp, type StepLayout, stepLayout } from '../reports/plan/planned-op.js';
import { layOut } from '../sim/array/layout.js';
import { explainOp, type OpExplanation } from '../sim/array/plan/explain.js';
import { simulateTrace } from '../sim/array/simulate.js';
import { type LoweredTraceOptions, loweredTrace } from '../traces/lowering/lower.js';
import { loadRun, ofTiles, sourceFolders } from './folders.js';

/** A run, and the trace that it is of where that is at hand. */
export interface PlannedWork {
  readonly run: TileRun;
  readonly trace: Trace | undefined;
}

/** @throws InputError where the folder holds no run on tiles, or one of another trace than lies beside it */
export function plannedRun(folder: string): PlannedWork {
  const { record: run, folder: found } = ofTiles(loadRun(folder));
  const at = [found, ...sourceFolders(found)].find((candidate) => existsSync(join(candidate, 'ops.jsonl')));
  const trace = at === undefined ? undefined : readTrace(at);
  if (trace !== undefined && trace.sha256 !== run.traceSha256) {
    throw new InputError(`${at}/trace.json`, `SHA-256 ${run.traceSha256}, as run.json has it`, trace.sha256);
  }
  return { run, trace };
}

/** A step from shapes alone, by the closed form. @param where what an error of the unit names */
export function plannedNetwork(lowered: LoweredTraceOptions, machine: TileMachine, where: string): PlannedWork {
  const trace = loweredTrace(lowered, where);
  return { run: simulateTrace(trace, machine, { engine: 'closed-form', activity: 'none' }), trace };
}

export function layoutOfWork({ run, trace }: PlannedWork): StepLayout {
  return stepLayout(run, trace?.ops);
}

export interface ExplainedOp {
  readonly op: PlannedOp;
  readonly explanation: OpExplanation;
}

/** Ops that are explained at once. */
const MOST_EXPLAINED = 12;

/**
 * Ops whose name holds a text, `*` standing for any; the one that is called so, where there is one.
 * @throws InputError where none or too many are found, or the trace is not at hand
 */
export function explainedOps(work: PlannedWork, pattern: string, where: string): ExplainedOp[] {
  const { ops } = layoutOfWork(work);
  const found = matching(ops, pattern);
  if (found.length === 0 || found.length > MOST_EXPLAINED) {
    const names = ops.slice(0, MOST_EXPLAINED).map(({ op }) => op);
    const got = found.length === 0 ? shown(pattern) : `${shown(pattern)}, which ${found.length} are`;
    throw new InputError(where, `at most ${MOST_EXPLAINED} ops, as ${names.join(', ')}`, got, 'ops are in the table');
  }
  if (work.trace === undefined) {
    throw new InputError(where, 'a run whose trace is at hand', 'none', 'move the folders together');
  }
  const { trace } = work;
  const machine = work.run.machine as TileMachine;
  const laidOut = layOut(trace, machine);
  return found.map((op) => {
    const index = trace.ops.findIndex(({ id }) => id === op.op);
    return { op, explanation: explainOp(index, trace, laidOut, machine) };
  });
}

function matching(ops: readonly PlannedOp[], pattern: string): PlannedOp[] {
  const same = ops.filter(({ op }) => op === pattern);
  if (same.length > 0) return same;
  const parts = pattern.toLowerCase().split('*');
  return ops.filter(({ op }) => holdsInOrder(op.toLowerCase(), parts));
}

function holdsInOrder(text: string, parts: readonly string[]): boolean {
  let at = 0;
  return parts.every((part) => {
    const found = text.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}

export const FIGURE_FORMS = ['svg', 'pdf', 'png'] as const;
export type FigureForm = (typeof FIGURE_FORMS)[number];

/** The map of memory as a picture. */
export function memoryFigure(layout: StepLayout, form: FigureForm, figure: Figure): string | Uint8Array {
  const chart = memoryChart(layout);
  switch (form) {
    case 'svg':
      return chartSvg(chart, figure);
    case 'pdf':
      return chartPdf(chart, figure);
    case 'png':
      return chartPng(chart, figure);
  }
}
