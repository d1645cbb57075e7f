/** Tensors that a training dumped elsewhere, as a trace with the errors of its products, in a folder. */
import { basename } from 'node:path';
import { bitsOf } from '../models/formats/format.js';
import { resolveFormat } from '../models/formats/resolve.js';
import { matchesId } from '../models/id-pattern.js';
import { InputError, shown } from '../models/input-error.js';
import { elementsOf } from '../models/shape.js';
import { checkedText, parseErrors } from '../records/checked.js';
import { readBytes } from '../records/folder.js';
import { decodeSafetensors, metadataOf } from '../records/safetensors.js';
import { ERRORS_FILE, type ErrorsRecord } from '../records/trace/errors.js';
import { RECIPE_ROLES, type Recipe, type RoleRule } from '../records/trace/recipe.js';
import { writeTrace } from '../records/trace/trace-folder.js';
import { unitSource } from '../records/unit-named.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { bothRecorders } from '../traces/capture/both-recorders.js';
import { createCapture } from '../traces/capture/capture.js';
import { traceRecord, unitsOf } from '../traces/capture/trace-record.js';
import { createErrors } from '../traces/errors/error-recorder.js';
import {
  type DumpedLayer,
  type DumpedLayers,
  dumpedLayers,
  type FoundTensor,
} from '../traces/importers/safetensors/dumped-layers.js';
import { importStep, storageOf } from '../traces/importers/safetensors/imported-step.js';
import type { FoundText } from '../traces/importers/safetensors/window.js';
import type { StepContext } from '../traces/ops/emit.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { type RecipeOptions, recipe } from '../traces/training/recipes.js';

/** How operands are scaled: from each tensor's own largest magnitude, or by the recipe. */
export const IMPORT_SCALINGS = ['automatic', 'recipe'] as const;
export type ImportScaling = (typeof IMPORT_SCALINGS)[number];

export interface ImportStage {
  readonly files: readonly string[];
  readonly recipe: string;
  readonly recipeOptions: RecipeOptions;
  readonly scaling: ImportScaling;
  readonly unit: string;
  /** Of tensors whose type says none. */
  readonly codes: string | undefined;
  readonly threads: number;
  readonly toolVersion: string;
}

export interface Imported {
  readonly layers: readonly {
    readonly id: string;
    readonly kind: string;
    readonly products: number;
    readonly operands: string;
  }[];
  readonly ignored: DumpedLayers['ignored'];
  readonly errors: ErrorsRecord;
}

/** What a dump is, before anything is written. @throws InputError for a file that is none, or holds no layer */
export function readDump(files: readonly string[], codes: string | undefined): DumpedLayers {
  const tensors = new Map<string, FoundTensor>();
  const metadata = new Map<string, FoundText>();
  for (const path of files) {
    const bytes = readBytes(path);
    for (const [name, stored] of decodeSafetensors(bytes, path)) {
      if (tensors.has(name)) throw new InputError(path, 'names that no file before it has', shown(name));
      tensors.set(name, { stored, where: `${path} ${shown(name)}` });
    }
    for (const [name, text] of metadataOf(bytes, path))
      metadata.set(name, { text, where: `${path} metadata ${shown(name)}` });
  }
  const dumped = dumpedLayers({ tensors, metadata }, codes);
  if (dumped.layers.length > 0) return dumped;
  const got = [...tensors.keys()].slice(0, 8).map(shown).join(', ') || 'no tensors';
  throw new InputError(files.join(', '), 'a layer as LAYER.x and LAYER.w, with or without LAYER.dy', got);
}

/** Writes trace.json, tensors.jsonl, ops.jsonl, operands and errors.json into `folder`. */
export function importStage(stage: ImportStage, { layers, ignored }: DumpedLayers, folder: string): Imported {
  const chosen = recipeFor(stage, layers);
  const units = unitsOf(unitSource(stage.unit, '--unit'));
  const [capture, errors] = [createCapture(), createErrors(chosen.storage)];
  const engine = createEngine({ threads: stage.threads });
  const batch = layers[0]?.x.shape[0] ?? 1;
  const context: StepContext = {
    ...{ pass: 'training', step: 0, seed: 0, lossScaleExponent: 0, updates: 0, examples: batch, repeat: 1 },
    ...{ recipe: chosen, unitFor: units.unitFor, arithmetic: engineArithmetic(engine) },
    recorder: bothRecorders(capture, errors),
  };
  try {
    importStep(context, layers);
  } finally {
    engine.close();
  }
  const record = errors.errors();
  const errorsFile = new TextEncoder().encode(checkedText(ERRORS_FILE, record, parseErrors));
  writeTrace(folder, {
    record: traceRecord({
      toolVersion: stage.toolVersion,
      network: networkOf(stage.files, layers),
      ...{ batch, recipe: chosen, units, seed: 0 },
      steps: [{ step: 0, lossScaleExponent: 0 }],
      sampling: { rule: 'one step, imported from safetensors' },
    }),
    ops: capture.ops,
    tensors: capture.tensors,
    files: new Map([...capture.files(), [ERRORS_FILE, errorsFile]]),
  });
  return { layers: layers.map(described), ignored, errors: record };
}

/** Gradients of a dump have no loss scale. */
function recipeFor({ recipe: name, recipeOptions, scaling }: ImportStage, layers: readonly DumpedLayer[]): Recipe {
  const options: RecipeOptions = { ...recipeOptions, storage: storageOf(layers), lossScaling: { kind: 'none' } };
  const own = recipe(name, options, '--recipe', (option) => `--${option}`);
  const other = own.highLayers.find((pattern) => !layers.some(({ id }) => matchesId(pattern, id)));
  if (other !== undefined) {
    const ids = layers.map(({ id }) => id).join(', ');
    throw new InputError('--recipe highLayers', `layers of the dump (${ids})`, shown(other));
  }
  if (scaling === 'recipe') return own;
  const scaled = RECIPE_ROLES.map((role) => [role, automatic(own.roles[role])] as const);
  return { ...own, roles: { ...own.roles, ...Object.fromEntries(scaled) } };
}

/** A power of two of its own for what is cast into 8 bits, in place of one that was chosen before. */
function automatic(rule: RoleRule): RoleRule {
  const format = resolveFormat(rule.format, '--recipe');
  const isChosen = rule.scaling.kind === 'fixed' && format.kind === 'float' && bitsOf(format) <= 8;
  return isChosen ? { ...rule, scaling: { kind: 'automatic', margin: 0 } } : rule;
}

function networkOf(files: readonly string[], layers: readonly DumpedLayer[]) {
  const nodes = layers.map((layer) => ({ id: layer.id, node: { kind: kindOf(layer) } }));
  const parameters = layers.reduce((sum, { w }) => sum + elementsOf(w.shape), 0);
  return { graph: { name: basename(files[0] ?? '', '.safetensors') || 'imported' }, layers: nodes, parameters };
}

function kindOf({ window }: DumpedLayer): string {
  return window === undefined ? 'linear' : 'convolution';
}

function described(layer: DumpedLayer): Imported['layers'][number] {
  const { x, w, dy } = layer;
  const formats = [x, w, dy].flatMap((tensor) => (tensor === undefined ? [] : [tensor]));
  const operands = formats.map(({ format, shape }) => `${shape.join(' × ')} ${format}`).join(', ');
  return { id: layer.id, kind: kindOf(layer), products: dy === undefined ? 1 : 3, operands };
}
