/**
 * What vector instructions do, as facts that programs and closed forms share: loads, float issues and
 * stores of element-wise operations, elements that a conversion takes.
 * Source: Graphcore tile vertex ISA (four halves or two floats an issue; sigmoid and tanh two halves, 2 cycles and 1,
 * table 4.3). Bundles of `add` are measured; the
 * others are assumed to be written the same way.
 */
import type { OperandWidth } from '../../../../models/machines/operand-width.js';

type ConversionElements = Readonly<Record<OperandWidth, Partial<Record<OperandWidth, number>>>> & {
  readonly fp8: { readonly fp16: number };
};

/** Elements that one conversion issue takes: f8v4tof16, f16v8tof8, f16v2tof32, f32v4tof16. */
export const CONVERSION_ELEMENTS: ConversionElements = {
  fp8: { fp16: 4 },
  fp16: { fp8: 8, fp32: 2 },
  fp32: { fp16: 4 },
};

/** What one vector instruction sequence does to a vector of one access. */
export interface VectorOperation {
  readonly elementBytes: number;
  readonly loads: number;
  readonly floats: number;
  readonly stores: number;
}

/** Per vector; the comment counts bundles and says what they do. */
export const VECTOR_OPERATIONS = {
  /** 3: a, b → a + b. */
  add: { elementBytes: 2, loads: 2, floats: 1, stores: 1 },
  /** 3: a, b → a · b. */
  multiply: { elementBytes: 2, loads: 2, floats: 1, stores: 1 },
  /** 2: x → x · s. */
  scale: { elementBytes: 2, loads: 1, floats: 1, stores: 1 },
  /** 2: x → max(x, 0). */
  relu: { elementBytes: 2, loads: 1, floats: 1, stores: 1 },
  /** 3: dy, x → dy where x > 0; compare, and. */
  'relu-backward': { elementBytes: 2, loads: 2, floats: 2, stores: 1 },
  /** 3: x, bias → x + bias; the bias is loaded again for every row. */
  'bias-add': { elementBytes: 2, loads: 2, floats: 1, stores: 1 },
  /** 3: x, factors → x · factor; the factors are loaded again for every row. */
  'row-multiply': { elementBytes: 2, loads: 2, floats: 1, stores: 1 },
  /** 5: two pairs, their cosines and sines → the pairs turned: cosines and sines twice each, pairs swapped, two products. */
  rotary: { elementBytes: 2, loads: 2, floats: 5, stores: 1 },
  /** 2: x → x where its random bits keep it, over the share of those kept; f16v4rmask, a product. */
  dropout: { elementBytes: 2, loads: 1, floats: 2, stores: 1 },
  /** 4: sigmoids of two, two issues each (2 cycles). */
  sigmoid: { elementBytes: 2, loads: 1, floats: 4, stores: 1 },
  /** 3: y, dy → dy · y · (1 − y). */
  'sigmoid-backward': { elementBytes: 2, loads: 2, floats: 3, stores: 1 },
  /** 2: f16v2tanh, one issue each. */
  tanh: { elementBytes: 2, loads: 1, floats: 2, stores: 1 },
  /** 3: y, dy → dy · (1 − y²). */
  'tanh-backward': { elementBytes: 2, loads: 2, floats: 3, stores: 1 },
  /** 5: x · sigmoid(x). */
  silu: { elementBytes: 2, loads: 1, floats: 5, stores: 1 },
  /** 9: x, dy → dy · s · (1 + x · (1 − s)): the sigmoid 4, a difference, two products, a sum, the product with dy. */
  'silu-backward': { elementBytes: 2, loads: 2, floats: 9, stores: 1 },
  /** 8: two largest magnitudes (float) → powers of two: the exponent's bits, is it enough, one more, one product; twice. */
  'power-of-two-scale': { elementBytes: 4, loads: 1, floats: 8, stores: 1 },
  /** 6: two largest magnitudes (float) → over the format's largest value; divisions 4 (two issues an element), 1 for zeros 2. */
  'float32-scale': { elementBytes: 4, loads: 1, floats: 6, stores: 1 },
  /** 10: the same rounded to eight bits through halves and back 4. */
  'narrow-scale': { elementBytes: 4, loads: 1, floats: 10, stores: 1 },
  /** 11: x, its scale → x ÷ scale; to floats 2, divisions 8, back 1. */
  divide: { elementBytes: 2, loads: 2, floats: 11, stores: 1 },
  /** 4: sum (float), register, scales of its columns → register + sum · scales; the product of two scales, an axpy. */
  dequantise: { elementBytes: 4, loads: 3, floats: 2, stores: 1 },
  /** 6: of sixteen, four steps of sums and differences, the signs, the product with a quarter; in two passes for want of registers. */
  hadamard: { elementBytes: 2, loads: 2, floats: 6, stores: 2 },
  /** 5: weight, velocity, gradient (float) → velocity · μ + gradient, weight − η · velocity; two a vector. */
  'sgd-momentum': { elementBytes: 4, loads: 3, floats: 2, stores: 2 },
  /** 5: as sgd-momentum, and velocity · μ + gradient once more, whose three float issues fit beside the accesses. */
  'sgd-nesterov': { elementBytes: 4, loads: 3, floats: 3, stores: 2 },
  /**
   * 16: weight, m, v, gradient (float); moments 5 (two products and two sums, the square), bias corrections 2,
   * roots 2 (one element an issue), epsilon 1, divisions 4 (two issues an element), decay 1, update 1.
   */
  adamw: { elementBytes: 4, loads: 4, floats: 16, stores: 3 },
} as const satisfies Record<string, VectorOperation>;

export type ElementWiseOperation = keyof typeof VECTOR_OPERATIONS;

export const ELEMENT_WISE_OPERATIONS = Object.keys(VECTOR_OPERATIONS) as readonly ElementWiseOperation[];
