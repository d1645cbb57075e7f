/**
 * The one door through which an op enters a step: it makes the output's tensor, computes its codes where there
 * is arithmetic, and records both where the step is captured. So a captured step and a lowered one cannot drift
 * apart. Left out: what each op computes (one file an op beside this one).
 */
import { elementsOf } from '../../models/shape.js';
import type { BlockScale, DotProductUnit } from '../../models/units/unit.js';
import type { OpKind, OpOf, OpRecord, Phase } from '../../records/trace/op.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { Role } from '../../records/trace/tensor.js';
import { streamOf } from '../../runtime/random.js';
import type { MatrixLayout, RandomKey } from '../../sim/arithmetic/kernels/request.js';
import type { Arithmetic } from './arithmetic.js';
import type { CastStatistics, Elements, Encoding, Tensor } from './tensor.js';

/**
 * Receives the ops and tensors of a captured step, in order: what an op reads before it is computed, what it makes
 * behind it. Parameters and their states change with their update, and all codes end with the step: what is to stay of
 * them is copied.
 */
export interface OpRecorder {
  op(record: OpRecord): void;
  /** @param arithmetic that the step has */
  tensor(tensor: Tensor, arithmetic?: Arithmetic): void;
}

/** Whose casts: of a layer's tensors of a role, into a format. */
export interface CastPlace {
  readonly layer: string;
  readonly role: Role;
  readonly format: string;
}

/** Adds up what casts did, over all steps of a run. */
export interface CastCounter {
  add(cast: CastPlace, elements: number, statistics: CastStatistics): void;
}

/**
 * Largest magnitudes of tensors in earlier steps, by the tensor's name: what delayed scales follow from. They are the
 * run's, and change with every step that trains.
 */
export interface AmaxHistory {
  /** Of the last steps before this one, at most so many; 0 where there is none yet. */
  readonly largest: (tensor: string, steps: number) => number;
  /** This step's, of which so many steps are kept. */
  readonly add: (tensor: string, amax: number, steps: number) => void;
}

/** What a step is for: to learn, with master weights and a way back, or to answer, with weights as products read them. */
export const PASSES = ['training', 'inference'] as const;
export type Pass = (typeof PASSES)[number];

/** What every op of a step needs; arithmetic is absent in shapes-only steps, the recorder in steps that are not captured. */
export interface StepContext {
  /** Evaluation is a pass forward with master weights, of a network that is being trained. */
  readonly pass: Pass | 'evaluation';
  readonly step: number;
  readonly seed: number;
  readonly recipe: Recipe;
  readonly lossScaleExponent: number;
  /** Of parameters, before this step’s: fewer than steps where some were skipped. */
  readonly updates: number;
  /** Of the batch, or of the part of it that this is: which of how many equal ones. */
  readonly examples: number;
  readonly part?: { readonly index: number; readonly of: number } | undefined;
  /** How many equal ops, on tensors of their own, each op stands for. */
  readonly repeat: number;
  /** The unit that multiplies codes of two formats, reading such scales of blocks. @throws InputError where there is none */
  readonly unitFor: (aFormat: string, bFormat: string, blocks?: BlockScale) => DotProductUnit;
  readonly arithmetic?: Arithmetic | undefined;
  readonly recorder?: OpRecorder | undefined;
  readonly casts?: CastCounter | undefined;
  /** Where the recipe has delayed scales and there is arithmetic. */
  readonly amaxes?: AmaxHistory | undefined;
}

/** Where an op stands in the network. */
export interface Place {
  readonly layer: string;
  readonly phase: Phase;
}

/** What a tensor is, besides its codes. */
export interface TensorParts {
  /** Its id is step/layer/name. */
  readonly name: string;
  readonly role: Role;
  readonly shape: readonly number[];
  readonly format: string;
  readonly scaleExponent?: number;
  readonly scale?: Encoding['scale'];
  readonly scales?: Encoding['scales'];
  readonly layout?: MatrixLayout;
}

/** What an op computes: codes, what the cast that made them did, and their scale. */
export interface Computed {
  readonly codes: Elements;
  readonly cast?: CastStatistics;
  /** Where it follows from values. */
  readonly scaleExponent?: number;
}

/** An op: its record's own parts, its output, and how the output's codes come about. */
export interface Emission<Kind extends OpKind> {
  readonly kind: Kind;
  readonly inputs: readonly Tensor[];
  readonly output: TensorParts;
  readonly dims: OpOf<Kind>['dims'];
  readonly attributes: OpOf<Kind>['attributes'];
  readonly unit?: string;
  /** @param id of the output, from which streams of random bits are named */
  readonly compute: (arithmetic: Arithmetic, id: string) => Computed;
}

/** @returns the output */
export function emit<Kind extends OpKind>(context: StepContext, place: Place, emission: Emission<Kind>): Tensor {
  const { arithmetic, recorder } = context;
  const shell = newTensor(context, place, emission.output);
  for (const input of emission.inputs) recorder?.tensor(input, arithmetic);
  const output = arithmetic === undefined ? shell : { ...shell, ...emission.compute(arithmetic, shell.id) };
  checkCodes(output);
  recorder?.tensor(output, arithmetic);
  recorder?.op(recordOf(context, place, emission, output));
  return output;
}

function recordOf<Kind extends OpKind>(
  { step, repeat }: StepContext,
  place: Place,
  { kind, inputs, dims, attributes, unit }: Emission<Kind>,
  output: Tensor,
): OpRecord {
  const own = { kind, dims, attributes, ...(unit === undefined ? {} : { unit }) };
  const common = { phase: place.phase, layer: place.layer, step, output: output.id, repeat };
  const id = `${kind}/${output.id}`;
  return { ...own, ...common, id, inputs: inputs.map((tensor) => tensor.id) } as OpRecord;
}

/** STEP/LAYER/name, and the part of the batch where it is in parts. */
export function tensorId(context: StepContext, { layer }: Place, name: string): string {
  return `${context.step}/${layer}/${name}${partName(context)}`;
}

/** A tensor that no op of the step made: the batch, parameters and their states. */
export function newTensor(context: StepContext, place: Place, parts: TensorParts, codes?: Elements): Tensor {
  const { name, role, shape, format, scaleExponent = 0, scale, scales, layout = 'row-major' } = parts;
  const id = tensorId(context, place, name);
  const { repeat } = context;
  const tensor = { id, role, layer: place.layer, shape, format, scaleExponent, scale, scales, layout, repeat, codes };
  checkCodes(tensor);
  return tensor;
}

/** Of the second part on tensors have names of their own. */
function partName({ part }: StepContext): string {
  return part === undefined || part.index === 0 ? '' : `.part-${part.index + 1}`;
}

function checkCodes({ id, codes, shape }: Tensor): void {
  if (codes === undefined || codes.length === elementsOf(shape)) return;
  throw new Error(`${id}: ${codes.length} codes for shape ${shape.join(' × ')}`);
}

/** The random bits that an output's rounding draws from, by the output's id. */
export function randomKey({ seed, step }: StepContext, output: string): RandomKey {
  return { seed, stream: streamOf(`step ${step} ${output}`) };
}
