/**
 * Scales of tensors that are cast, by the recipe's rule: chosen before the run; a power of two from the tensor's own
 * largest magnitude, which an op finds before the cast; or delayed, from those of earlier steps: then the cast waits for
 * nothing, and this step's is found for the steps to come (Transformer Engine's delayed scaling; a tensor without history
 * has scale 1); or for groups of elements (grouping.ts), each from its own largest magnitude.
 * Exponents of what values decide are held to half of the unit's range, so that the sum of two stays within it.
 * Sources: DeepSeek-V3 (arXiv:2412.19437), section 3.3.2 (float32 scales); OCP MX v1.0, 6.3; NVIDIA, "Introducing NVFP4"
 * (2025).
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { elementsOf } from '../../models/shape.js';
import type { OpOf } from '../../records/trace/op.js';
import type { RoleRule } from '../../records/trace/recipe.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import { amax, type GivenScale, gridOf, type PowerRule, powerExponent, wholeGroup } from './amax.js';
import { newTensor, type Place, type StepContext } from './emit.js';
import { blockScaleOf, type Depth, groupAt, groupsOf, isGrouped } from './grouping.js';
import { codesOf, type Encoding, matrixDims, type Tensor, type TensorScales } from './tensor.js';

/** What a cast needs of its scale. */
export interface FoundScale {
  /** Tensors that the cast reads. */
  readonly inputs: readonly Tensor[];
  readonly attributes: Pick<OpOf<'cast'>['attributes'], 'scales'>;
  /** What the cast's output says of its scale, without values. */
  readonly tensor: Omit<Encoding, 'format'>;
  /** Where there are values. */
  readonly exponent: () => number;
  /** What groups are divided by, where they have scales of their own; 0 for what becomes zero. */
  readonly divisors?: () => Float64Array;
}

export interface ToScale {
  /** Of the cast's output. */
  readonly name: string;
  readonly input: Tensor;
  readonly rule: RoleRule;
  readonly depth: Depth;
}

export function foundScale(context: StepContext, place: Place, { name, input, rule, depth }: ToScale): FoundScale {
  const { scaling } = rule;
  switch (scaling.kind) {
    case 'fixed':
      return fixedScale(scaling.exponent);
    case 'automatic':
      return automaticScale(context, place, name, input, powerRule(context, rule.format, scaling.margin));
    case 'delayed': {
      const key = `${place.layer}/${name}`;
      const exponent = delayedExponent(context, key, powerRule(context, rule.format, scaling.margin), scaling.history);
      const found = amax(context, place, `${name}.amax`, input, {
        group: wholeGroup(input.shape),
        gives: { kind: 'amax' },
      });
      if (found.codes !== undefined) context.amaxes?.add(key, found.codes[0] as number, scaling.history);
      return { inputs: [], attributes: {}, tensor: DYNAMIC, exponent: () => exponent };
    }
    case 'float32':
    case 'mx':
    case 'nvfp4':
      return groupScales(context, place, { name, input, format: rule.format, scaling, depth });
  }
}

interface GroupsParts {
  readonly name: string;
  readonly input: Tensor;
  readonly format: string;
  readonly scaling: Extract<RoleRule['scaling'], { kind: 'float32' | 'mx' | 'nvfp4' }>;
  readonly depth: Depth;
}

function groupScales(
  context: StepContext,
  place: Place,
  { name, input, format, scaling, depth }: GroupsParts,
): FoundScale {
  const group = groupsOf(scaling, input.shape, depth);
  const whole = scaling.kind === 'nvfp4' ? tensorScale(context, place, `${name}.tensor-scale`, input) : undefined;
  const groups = amax(context, place, `${name}.scales`, input, {
    group,
    gives: givesOf(scaling, format),
    ...(whole === undefined ? {} : { whole }),
  });
  return {
    inputs: whole === undefined ? [groups] : [groups, whole],
    attributes: { scales: { ...group, tensorScale: whole === undefined ? 'none' : 'float32', as: 'divisor' } },
    tensor: {
      scaleExponent: 0,
      scales: { ...group, groups, whole, order: 'rows', appliedBy: applierOf(scaling) },
    },
    exponent: () => 0,
    divisors: () => divisorsOf(groups, whole),
  };
}

function givesOf(scaling: GroupsParts['scaling'], format: string): GivenScale {
  switch (scaling.kind) {
    case 'float32':
      return { kind: 'float32', format };
    case 'mx':
      return { kind: 'mx', format, rule: scaling.rule };
    case 'nvfp4':
      return { kind: 'nvfp4' };
  }
}

function tensorScale(context: StepContext, place: Place, name: string, input: Tensor): Tensor {
  return amax(context, place, name, input, { group: wholeGroup(input.shape), gives: { kind: 'nvfp4-tensor' } });
}

/** Of each group; a scale that is NaN leaves zeros, as MX has it. */
export function divisorsOf(groups: Tensor, whole: Tensor | undefined): Float64Array {
  const codes = codesOf(groups);
  if (codes instanceof Float32Array) return Float64Array.from(codes);
  const format = resolveFloatFormat(groups.format, groups.id);
  const relative = whole === undefined ? 1 : (codesOf(whole)[0] as number);
  return Float64Array.from(codes, (code) => {
    const scale = decode(format, code) * relative;
    return Number.isNaN(scale) ? 0 : scale;
  });
}

/** Known before the cast. */
export function fixedScale(scaleExponent: number): FoundScale {
  return { inputs: [], attributes: {}, tensor: { scaleExponent }, exponent: () => scaleExponent };
}

/** Of a tensor that comes cast, with its scales. */
export function givenEncoding(
  context: StepContext,
  place: Place,
  { name, shape, rule: { format, scaling }, depth }: GivenParts,
): Encoding {
  if (!isGrouped(scaling)) {
    return scaling.kind === 'fixed' ? { format, scaleExponent: scaling.exponent } : { format, ...DYNAMIC };
  }
  const group = groupsOf(scaling, shape, depth);
  const given = (of: string, size: readonly number[], scaleFormat: string) =>
    newTensor(context, place, { name: `${name}.${of}`, role: 'state', shape: size, format: scaleFormat });
  const scaleFormat = scaling.kind === 'float32' ? 'float32' : blockScaleOf(scaling).format;
  const groups = given('scales', gridOf({ ...matrixDims(shape), ...group }), scaleFormat);
  const whole = scaling.kind === 'nvfp4' ? given('tensor-scale', [1, 1], 'float32') : undefined;
  return {
    format,
    scaleExponent: 0,
    scales: { ...group, groups, whole, order: 'rows', appliedBy: applierOf(scaling) },
  };
}

interface GivenParts {
  readonly name: string;
  readonly shape: readonly number[];
  readonly rule: RoleRule;
  readonly depth: Depth;
}

function applierOf({ kind }: { readonly kind: string }): 'register' | 'unit' {
  return kind === 'float32' ? 'register' : 'unit';
}

const DYNAMIC = { scaleExponent: 0, scale: 'dynamic' } as const;

function automaticScale(context: StepContext, place: Place, name: string, input: Tensor, rule: PowerRule): FoundScale {
  const group = wholeGroup(input.shape);
  const scale = amax(context, place, `${name}.scale`, input, { group, gives: { kind: 'power-of-two', ...rule } });
  return {
    inputs: [scale],
    attributes: { scales: { ...group, tensorScale: 'none', as: 'exponent' } },
    tensor: DYNAMIC,
    exponent: () => exponentOfPower(codesOf(scale)[0] as number),
  };
}

function delayedExponent({ amaxes }: StepContext, key: string, rule: PowerRule, history: number): number {
  return powerExponent(amaxes?.largest(key, history) ?? 0, rule);
}

function powerRule({ recipe, unitFor }: StepContext, format: string, margin: number): PowerRule {
  const { activation, weight } = recipe.roles;
  const [least, most] = unitFor(activation.format, weight.format).scaleRange;
  return { format, margin, least: Math.ceil(least / 2), most: Math.floor(most / 2) };
}

const view = new DataView(new ArrayBuffer(4));

/** Of a normal float32 power of two. */
function exponentOfPower(power: number): number {
  view.setFloat32(0, power);
  return ((view.getUint32(0) >>> 23) & 0xff) - 127;
}

/** The scale of each element of a tensor whose groups have scales, by its place in row-major order. */
export function groupScaleAt({ shape, scales }: Tensor): (place: number) => number {
  const found = scales as TensorScales;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const size = rows * columns;
  const batch = elementsOf(shape) / size;
  const values = divisorsOf(found.groups, found.whole);
  const isTurned = found.order === 'columns';
  const matrix = isTurned ? { rows: batch * columns, columns: rows } : { rows: batch * rows, columns };
  return (place) => {
    const [at, within] = [Math.floor(place / size), place % size];
    const [row, column] = [Math.floor(within / columns), within % columns];
    const group = isTurned
      ? groupAt(found, matrix, at * columns + column, row)
      : groupAt(found, matrix, at * rows + row, column);
    return values[group] as number;
  };
}
