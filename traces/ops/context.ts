/**
 * What every op of a step needs: the recipe, the arithmetic (absent in shapes-only steps) and the
 * recorder (absent in steps that are not captured). An op computes its output and records itself in
 * one call, so that a captured step and a lowered one cannot drift apart.
 */
import type { DotProductUnit } from '../../models/units/unit.js';
import type { OpKind, OpRecord, Phase, Recipe, Role } from '../../records/trace.js';
import type { Arithmetic } from './arithmetic.js';
import { type Codes, elementsOf, type Tensor } from './tensor.js';

/** Receives the ops and tensors of a captured step, in order. */
export interface OpRecorder {
  op(record: OpRecord): void;
  tensor(tensor: Tensor): void;
}

/** Adds up what casts did, over all steps of a run. */
export interface CastCounter {
  add(layer: string, role: Role, format: string, elements: number, underflow: number, saturated: number): void;
}

export interface StepContext {
  readonly step: number;
  readonly seed: number;
  readonly recipe: Recipe;
  readonly lossScaleExponent: number;
  /** The unit that multiplies codes of two formats. @throws InputError where there is none */
  readonly unitFor: (aFormat: string, bFormat: string) => DotProductUnit;
  readonly arithmetic?: Arithmetic | undefined;
  readonly recorder?: OpRecorder | undefined;
  readonly casts?: CastCounter | undefined;
}

/** Where an op stands in the network. */
export interface Place {
  readonly layer: string;
  readonly phase: Phase;
}

/** The parts of an op's record that differ from op to op. */
export interface OpParts {
  readonly kind: OpKind;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly dims: Readonly<Record<string, number>>;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly unit?: string;
}

/** Records an op, and its tensors where they are new. */
export function recordOp(context: StepContext, place: Place, parts: OpParts): void {
  const { recorder } = context;
  if (recorder === undefined) return;
  for (const tensor of [...parts.inputs, parts.output]) recorder.tensor(tensor);
  recorder.op({
    id: `${parts.kind}/${parts.output.id}`,
    kind: parts.kind,
    phase: place.phase,
    layer: place.layer,
    step: context.step,
    inputs: parts.inputs.map(({ id }) => ({ tensor: id, transposed: 'no' as const })),
    output: parts.output.id,
    dims: { ...parts.dims },
    ...(parts.unit === undefined ? {} : { unit: parts.unit }),
    attributes: { ...parts.attributes },
    repeat: 1,
  });
}

/** The stream of random bits that an output's rounding draws from. */
export function streamName(context: StepContext, output: string): string {
  return `step ${context.step} ${output}`;
}

/** A new row-major tensor of a step: its id is step/layer/name. */
export function newTensor(
  context: StepContext,
  place: Place,
  name: string,
  role: Role,
  shape: readonly number[],
  format: string,
  codes: Codes | undefined,
  scaleExponent = 0,
): Tensor {
  if (codes !== undefined && codes.length !== elementsOf(shape)) {
    throw new Error(`${name} of ${place.layer}: ${codes.length} codes for shape ${shape.join(' × ')}`);
  }
  const id = `${context.step}/${place.layer}/${name}`;
  return { id, role, layer: place.layer, shape, format, scaleExponent, layout: 'row-major', codes };
}
