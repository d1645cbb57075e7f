/**
 * Power-of-two scales of tensors that are cast, by the recipe's rule: chosen before the run; from the tensor's own
 * largest magnitude, which an op finds before the cast; or delayed, from those of earlier steps: then the cast waits for
 * nothing, and this step's is found for the steps to come (Transformer Engine's delayed scaling; a tensor without history
 * has scale 1).
 * Exponents of what values decide are held to half of the unit's range, so that the sum of two stays within it.
 */
import type { RoleRule } from '../../records/trace/recipe.js';
import { amax, type PowerRule, powerExponent, wholeGroup } from './amax.js';
import type { Place, StepContext } from './emit.js';
import { codesOf, type Encoding, type Tensor } from './tensor.js';

/** What a cast needs of its scale. */
export interface FoundScale {
  /** Tensors that the cast reads. */
  readonly inputs: readonly Tensor[];
  readonly attributes: { readonly scales?: { readonly groupRows: number; readonly groupColumns: number } };
  /** What the cast's output says of its scale, without values. */
  readonly tensor: Omit<Encoding, 'format'>;
  /** Where there are values. */
  readonly exponent: () => number;
}

/** @param name of the cast's output */
export function foundScale(
  context: StepContext,
  place: Place,
  name: string,
  input: Tensor,
  rule: RoleRule,
): FoundScale {
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
      throw new Error(`no cast has scales of ${scaling.kind}`);
  }
}

/** Known before the cast. */
export function fixedScale(scaleExponent: number): FoundScale {
  return { inputs: [], attributes: {}, tensor: { scaleExponent }, exponent: () => scaleExponent };
}

/** Of a tensor that comes cast. */
export function givenEncoding({ format, scaling }: RoleRule): Encoding {
  return scaling.kind === 'fixed' ? { format, scaleExponent: scaling.exponent } : { format, ...DYNAMIC };
}

const DYNAMIC = { scaleExponent: 0, scale: 'dynamic' } as const;

function automaticScale(context: StepContext, place: Place, name: string, input: Tensor, rule: PowerRule): FoundScale {
  const group = wholeGroup(input.shape);
  const scale = amax(context, place, `${name}.scale`, input, { group, gives: { kind: 'power-of-two', ...rule } });
  return {
    inputs: [scale],
    attributes: { scales: group },
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
