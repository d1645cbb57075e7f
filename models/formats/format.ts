/**
 * What a number format is: about ten fields, and the few values that follow from them.
 * Left out: conversion (sim/arithmetic), block scales.
 * Sources: IEEE 754-2019; OCP OFP8 rev. 1.0; OCP MX v1.0; P3109 interim report; Noune et al. 2022.
 */

/** `ieee`: top exponent, mantissa 0. `top-code`: the largest code that is not NaN. */
export const INFINITY_RULES = ['none', 'ieee', 'top-code'] as const;
export type InfinityRule = (typeof INFINITY_RULES)[number];

/** `ieee`: top exponent, mantissa not 0. `all-ones`: the top code. `negative-zero`: the code of −0. */
export const NAN_RULES = ['ieee', 'all-ones', 'negative-zero', 'none'] as const;
export type NanRule = (typeof NAN_RULES)[number];

/** A binary float: sign (if any), exponent field, mantissa field; value = significand × 2^(field − bias). */
export interface FloatFormat {
  readonly kind: 'float';
  readonly name: string;
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  readonly signed: boolean;
  /** Code 0 is the value zero (E8M0 has none). */
  readonly zero: boolean;
  readonly negativeZero: boolean;
  /** Exponent field 0 has no hidden bit; without it that field is an ordinary binade. */
  readonly subnormals: boolean;
  readonly infinities: InfinityRule;
  readonly nan: NanRule;
}

/** Two's complement integer times 2^stepExponent. */
export interface IntegerFormat {
  readonly kind: 'integer';
  readonly name: string;
  readonly bits: number;
  readonly stepExponent: number;
}

/**
 * A sign and a table of magnitudes, whose precision falls toward its ends; NaN in the place of −0. Codes of neighbours
 * differ in their last bit.
 */
export interface TaperedFormat {
  readonly kind: 'tapered';
  readonly name: string;
  readonly bits: number;
  /** Of every code without sign; that of the infinity ends the finite range. */
  readonly magnitudes: readonly number[];
  /** Codes without sign by their magnitudes, the least first and the infinity last. */
  readonly order: readonly number[];
  readonly infinity: number;
}

export type NumberFormat = FloatFormat | IntegerFormat | TaperedFormat;
/** What dot-product units and integer units multiply. */
export type OperandFormat = Exclude<NumberFormat, TaperedFormat>;

/** Width of a code in bits, sign included. */
export function bitsOf(format: NumberFormat): number {
  if (format.kind !== 'float') return format.bits;
  return (format.signed ? 1 : 0) + magnitudeBits(format);
}

/** Width of a code without its sign bit. */
export function magnitudeBits(format: FloatFormat): number {
  return format.exponentBits + format.mantissaBits;
}

/** The code with only the sign bit set (0 in unsigned formats). */
export function signCode(format: FloatFormat): number {
  return format.signed ? 2 ** magnitudeBits(format) : 0;
}

/** Exponent of the least normal number: value = 1.f × 2^leastNormalExponent. */
export function leastNormalExponent(format: FloatFormat): number {
  return (format.subnormals ? 1 : 0) - format.bias;
}

/** Magnitude code of the largest finite value. */
export function maxFiniteCode(format: FloatFormat): number {
  const top = 2 ** magnitudeBits(format) - 1;
  if (format.nan === 'ieee' || format.infinities === 'ieee') return top - 2 ** format.mantissaBits;
  return top - (format.nan === 'all-ones' ? 1 : 0) - (format.infinities === 'top-code' ? 1 : 0);
}

/** Magnitude code of +Inf, or undefined where the format has none. */
export function infinityCode(format: FloatFormat): number | undefined {
  return format.infinities === 'none' ? undefined : maxFiniteCode(format) + 1;
}

/**
 * The canonical NaN code for a NaN of the given sign, or undefined where the format has no NaN.
 * Formats with a signed NaN keep the sign; the quiet bit is set where there is one.
 */
export function nanCode(format: FloatFormat, negative: boolean): number | undefined {
  const sign = negative ? signCode(format) : 0;
  switch (format.nan) {
    case 'none':
      return undefined;
    case 'negative-zero':
      return signCode(format);
    case 'all-ones':
      return sign + 2 ** magnitudeBits(format) - 1;
    case 'ieee':
      return sign + maxFiniteCode(format) + 1 + 2 ** (format.mantissaBits - 1);
  }
}

/** Value of a magnitude code that is known to be finite; exact in float64. */
export function finiteMagnitude(format: FloatFormat, magnitude: number): number {
  if (magnitude === 0 && format.zero) return 0;
  const hidden = 2 ** format.mantissaBits;
  const field = Math.floor(magnitude / hidden);
  const mantissa = magnitude - field * hidden;
  if (field === 0 && format.subnormals) return mantissa * 2 ** (1 - format.bias - format.mantissaBits);
  return (hidden + mantissa) * 2 ** (field - format.bias - format.mantissaBits);
}

/** Magnitudes of a tapered format's finite codes. */
function taperedMagnitudes({ magnitudes, infinity }: TaperedFormat): readonly number[] {
  return magnitudes.filter((_, code) => code !== infinity);
}

/** The largest finite value. */
export function maxFinite(format: NumberFormat): number {
  if (format.kind === 'integer') return (2 ** (format.bits - 1) - 1) * 2 ** format.stepExponent;
  if (format.kind === 'tapered') return Math.max(...taperedMagnitudes(format));
  return finiteMagnitude(format, maxFiniteCode(format));
}

/** Exponent of the largest finite value's leading bit. */
export function maxFiniteExponent(format: FloatFormat): number {
  const code = maxFiniteCode(format);
  const field = Math.floor(code / 2 ** format.mantissaBits);
  if (field > 0 || !format.subnormals) return field - format.bias;
  return 1 - format.bias - format.mantissaBits + (31 - Math.clz32(code));
}

/** The smallest value above zero (a subnormal where the format has them). */
export function minPositive(format: NumberFormat): number {
  if (format.kind === 'integer') return 2 ** format.stepExponent;
  if (format.kind === 'tapered') return Math.min(...taperedMagnitudes(format).filter((value) => value > 0));
  return finiteMagnitude(format, format.zero ? 1 : 0);
}

/** Dynamic range in dB: 20·log10(largest / smallest positive). Source: Noune et al. 2022, table 1. */
export function dynamicRangeDb(format: NumberFormat): number {
  return 20 * (Math.log10(maxFinite(format)) - Math.log10(minPositive(format)));
}
