/**
 * Whether trace.json agrees with itself: steps in order, layers and files once, formats that there are, units that are
 * what their family makes of their operands. Left out: the ops and tensors beside it (check-ops.ts).
 */
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { ROLES } from './tensor.js';
import type { TraceRecord } from './trace.js';
import { checkTraceUnit } from './units.js';

/** The layer of what the network reads. */
export const INPUT_LAYER = 'input';
/** What ops and tensors belong to beside the layers of trace.json. */
const OUTER_LAYERS: readonly string[] = [INPUT_LAYER, 'loss'];

/** @param where the file @throws InputError naming the field */
export function checkTrace({ steps, layers, files, recipe, units }: TraceRecord, where: string): void {
  if (steps.length === 0) throw new InputError(`${where} steps`, 'at least one step', 'none');
  steps.forEach(({ step }, i) => {
    const before = steps[i - 1]?.step ?? -1;
    if (step <= before) throw new InputError(`${where} steps.${i}.step`, `a step after ${before}`, String(step));
  });
  checkOnce(layers, ({ id }) => id, `${where} layers`);
  checkOnce(files, ({ path }) => path, `${where} files`);
  checkOnce(units, ({ family, aFormat, bFormat }) => `${family} of ${aFormat} and ${bFormat}`, `${where} units`);
  for (const role of ROLES) {
    if (role !== 'state') resolveFormat(recipe.roles[role].format, `${where} recipe.roles.${role}.format`);
  }
  for (const [i, unit] of units.entries()) checkTraceUnit(unit, `${where} units.${i}`);
}

/** A check that an op or tensor stands in a step and a layer of the trace. */
export function placesOf({ steps, layers }: Pick<TraceRecord, 'steps' | 'layers'>) {
  const knownSteps = new Set(steps.map(({ step }) => step));
  const knownLayers = new Set([...layers.map(({ id }) => id), ...OUTER_LAYERS]);
  return ({ step, layer }: { readonly step: number; readonly layer: string }, where: string): void => {
    if (!knownSteps.has(step)) throw new InputError(`${where} step`, 'a step that trace.json lists', String(step));
    if (knownLayers.has(layer)) return;
    throw new InputError(`${where} layer`, 'a layer that trace.json lists', shown(layer));
  };
}

function checkOnce<T>(entries: readonly T[], nameOf: (entry: T) => string, where: string): void {
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const name = nameOf(entry);
    if (seen.has(name)) throw new InputError(`${where}.${i}`, 'another entry than those before it', shown(name));
    seen.add(name);
  }
}
