/**
 * What units are given, cycle by cycle: codes at each port, for many units side by side (lanes). A lane is one unit;
 * from a cycle to the next its operands follow the order of the machine that it stands in.
 * Left out: where operands come from (sim/gates/characterise), what they make gates do (sim/gates/simulate).
 */

/** Units side by side: the bits of a SIMD word. */
export const LANES = 128;

export interface OperandStreams {
  readonly cycles: number;
  readonly productsPerStep: number;
  /** [cycle][lane][product] */
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** [cycle][lane]: the accumulator that the products are added to. */
  readonly c: Uint32Array;
  /** [cycle][lane]: index of the format of a and of b, where the unit reads several; all zero otherwise. */
  readonly aFormat?: Uint32Array;
  readonly bFormat?: Uint32Array;
  /** [cycle][lane]: sum of the scales, two's complement, where the unit has a scale port. */
  readonly scale?: Int32Array;
  /** [cycle][lane]: random bits, where the unit rounds stochastically. */
  readonly random?: Uint32Array;
}
