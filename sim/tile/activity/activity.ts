/**
 * What the operands' bits do in the AMP: useful products with a zero or a NaN, how far exponents spread within
 * a pass, bits that change in the input latch from issue to issue, bits that change in the coefficient store
 * from panel to panel. Latch and store start at zero; beyond the product's edges inputs and coefficients
 * are zeros. Where zeros are gated, one that arrives leaves its place in latch and store as it was.
 * Left out: the partials' bits, because these engines know shapes and operands and no sums; and
 * toggles inside the multipliers (sim/gates).
 */

import type { FloatFormat } from '../../../models/formats/format.js';
import { InputError } from '../../../models/input-error.js';
import type { ZeroGating } from '../../../models/units/unit.js';
import type { Codes } from '../../arithmetic/codes.js';
import { type AmpShape, issueStart } from '../amp-shape.js';
import type { AmpWork } from '../engines/program.js';
import { exponentsOf, OPERAND } from './operand-exponents.js';

/** The codes that a gemm multiplies. */
export interface GemmOperands {
  /** m × k, row-major. */
  readonly left: Codes;
  /** k × n, row-major. */
  readonly right: Codes;
  readonly leftFormat: FloatFormat;
  readonly rightFormat: FloatFormat;
  /** Whether a zero is kept from latch and store: its products are switched off. */
  readonly zeroGating: ZeroGating;
}

/** For each operand, or sums of several: zeros, NaNs, distance in exponent to the largest of the pass. */
export interface OperandSums {
  readonly zeros: Uint32Array;
  readonly nans: Uint32Array;
  readonly distances: Uint32Array;
}

/** Operands as the AMP meets them, and the sums so far. */
export interface ActivityState {
  readonly amp: AmpWork;
  /** [row][panel][issue] of `latchWords` words. */
  readonly inputs: Uint32Array;
  readonly latchWords: number;
  readonly latch: Uint32Array;
  readonly operands: GemmOperands;
  /** The place in latch and store of what is gated, as `inputs`; null where nothing is. */
  readonly held: Uint32Array | null;
  readonly left: OperandSums;
  /** [column group][k], over the columns of the group. */
  readonly right: OperandSums;
  readonly rightExponents: Int16Array;
  /** [channel][input] of the panel in each bank of the store. */
  readonly banks: readonly Uint32Array[];
  panels: number;
  zeroMacs: number;
  nanMacs: number;
  exponentSpread: number;
  inputToggles: number;
  coefficientToggles: number;
}

/**
 * Latch and store at zero, before the first panel.
 * @throws InputError for operands that are not m·k and k·n codes of the task's width
 */
export function createActivity(operands: GemmOperands, amp: AmpWork): ActivityState {
  if (amp.firstRows.length === 0) throw new InputError('operands', 'a gemm', 'a convolution', 'run it without');
  checkOperands(operands, amp);
  const { shape } = amp;
  const latchWords = Math.ceil(shape.latchBytes / 4);
  const leftExponents = exponentsOf(operands.left, operands.leftFormat);
  const rightExponents = exponentsOf(operands.right, operands.rightFormat);
  const gated = operands.zeroGating === 'gated';
  return {
    amp,
    inputs: packInputs(operands.left, amp, latchWords),
    held: gated ? packHeld(leftExponents, amp, latchWords) : null,
    latchWords,
    latch: new Uint32Array(latchWords),
    operands,
    left: leftSums(leftExponents, amp),
    right: rightSums(rightExponents, amp),
    rightExponents,
    banks: Array.from(
      { length: amp.coefficientBanks },
      () => new Uint32Array(shape.outputChannels * shape.inputsPerPanel),
    ),
    panels: 0,
    zeroMacs: 0,
    nanMacs: 0,
    exponentSpread: 0,
    inputToggles: 0,
    coefficientToggles: 0,
  };
}

function checkOperands(operands: GemmOperands, { m, k, n, shape }: AmpWork): void {
  const expected = { left: m * k, right: k * n } as const;
  for (const side of ['left', 'right'] as const) {
    const { length, BYTES_PER_ELEMENT: bytes } = operands[side];
    if (length === expected[side] && bytes === shape.operandBytes) continue;
    const want = `${expected[side]} codes of ${shape.operandBytes} B`;
    throw new InputError(`gemm ${side} operand`, want, `${length} of ${bytes} B`);
  }
}

function noSums(length: number): OperandSums {
  return { zeros: new Uint32Array(length), nans: new Uint32Array(length), distances: new Uint32Array(length) };
}

/** [row][k]. */
function leftSums(exponents: Int16Array, { m, k, shape }: AmpWork): OperandSums {
  const sums = noSums(m * k);
  for (let start = 0; start < m * k; ) {
    const end = start + Math.min(shape.inputsPerPanel, k - (start % k));
    let largest = 0;
    for (let at = start; at < end; at++) largest = Math.max(largest, exponents[at]);
    for (let at = start; at < end; at++) addOperand(sums, at, exponents[at], largest);
    start = end;
  }
  return sums;
}

/** [column group][k]. */
function rightSums(exponents: Int16Array, { k, n, shape, columnGroups }: AmpWork): OperandSums {
  const sums = noSums(columnGroups * k);
  const largest = new Int16Array(n);
  for (let start = 0; start < k; start += shape.inputsPerPanel) {
    const end = Math.min(k, start + shape.inputsPerPanel);
    largest.fill(0);
    for (let input = start; input < end; input++) {
      for (let column = 0; column < n; column++) {
        const exponent = exponents[input * n + column];
        if (exponent > largest[column]) largest[column] = exponent;
      }
    }
    for (let input = start; input < end; input++) {
      for (let column = 0; column < n; column++) {
        const at = Math.floor(column / shape.outputChannels) * k + input;
        addOperand(sums, at, exponents[input * n + column], largest[column]);
      }
    }
  }
  return sums;
}

function addOperand({ zeros, nans, distances }: OperandSums, at: number, exponent: number, largest: number): void {
  if (exponent === OPERAND.zero) zeros[at] += 1;
  else if (exponent === OPERAND.nan) nans[at] += 1;
  else distances[at] += largest - exponent;
}

/** Ones over the place of each zero, and over what lies beyond the product. */
function packHeld(exponents: Int16Array, amp: AmpWork, latchWords: number): Uint32Array {
  const full = { 1: 0xff, 2: 0xffff, 4: 0xffffffff }[amp.shape.operandBytes] ?? 0;
  const ones = Uint32Array.from(exponents, (exponent) => (exponent === OPERAND.zero ? 0 : full));
  return packInputs(ones, amp, latchWords).map((word) => ~word);
}

/** Bytes of an issue lie in its first words, little-endian; the rest of the latch is zero. */
function packInputs(left: Codes, { m, k, shape, inputPanels }: AmpWork, latchWords: number): Uint32Array {
  const { issuesPerRow, operandBytes } = shape;
  const places = latchPlaces(shape, latchWords);
  const panelWords = issuesPerRow * latchWords;
  const packed = new Uint32Array(m * inputPanels * panelWords);
  let from = 0;
  for (let first = 0; first < packed.length; first += panelWords) {
    const end = from + Math.min(shape.inputsPerPanel, k - (from % k));
    for (let place = 0; from < end; from++) {
      const code = left[from];
      for (let shift = 0; shift < 8 * operandBytes; shift += 8) {
        const at = places[place++];
        packed[first + (at >> 2)] |= ((code >>> shift) & 0xff) << (8 * (at & 3));
      }
    }
  }
  return packed;
}

/** For each byte of a row's panel: its place among the bytes of the row's latched issues. */
function latchPlaces({ inputBytesPerRow, issuesPerRow }: AmpShape, latchWords: number): Int32Array {
  const places = new Int32Array(inputBytesPerRow);
  for (let issue = 0; issue < issuesPerRow; issue++) {
    const start = issueStart(issue, inputBytesPerRow, issuesPerRow);
    const end = issueStart(issue + 1, inputBytesPerRow, issuesPerRow);
    for (let byte = start; byte < end; byte++) places[byte] = issue * latchWords * 4 + byte - start;
  }
  return places;
}

/** One AMP issue: the row's input latched, its products counted. */
export function noteIssue(state: ActivityState, group: number, panel: number, row: number, issue: number): void {
  const { shape, k } = state.amp;
  state.inputToggles += latchInput(state, row, panel, issue);
  const first = panel * shape.inputsPerPanel;
  const start = first + issueStart(issue, shape.inputsPerPanel, shape.issuesPerRow);
  const end = Math.min(k, first + issueStart(issue + 1, shape.inputsPerPanel, shape.issuesPerRow));
  noteProducts(state, group, row, start, end);
}

function noteProducts(state: ActivityState, group: number, row: number, start: number, end: number): void {
  const { amp, left, right } = state;
  const columns = usefulColumns(amp, group);
  let [zeroMacs, nanMacs, spread] = [0, 0, 0];
  for (let input = start; input < end; input++) {
    const l = row * amp.k + input;
    const r = group * amp.k + input;
    zeroMacs += left.zeros[l] === 1 ? columns : right.zeros[r];
    nanMacs += left.nans[l] === 1 ? columns : right.nans[r];
    if (left.zeros[l] + left.nans[l] > 0) continue;
    spread += left.distances[l] * (columns - right.zeros[r] - right.nans[r]) + right.distances[r];
  }
  state.zeroMacs += zeroMacs;
  state.nanMacs += nanMacs;
  state.exponentSpread += spread;
}

/** Replaces the latch; bits that changed. */
export function latchInput(state: ActivityState, row: number, panel: number, issue: number): number {
  const { latch, latchWords, inputs, held, amp } = state;
  const from = ((row * amp.inputPanels + panel) * amp.shape.issuesPerRow + issue) * latchWords;
  let toggles = 0;
  for (let word = 0; word < latchWords; word++) {
    const mask = held === null ? 0 : held[from + word];
    const next = (inputs[from + word] & ~mask) | (latch[word] & mask);
    toggles += setBits(latch[word] ^ next);
    latch[word] = next;
  }
  return toggles;
}

/** A panel replaces the oldest in the store. */
export function notePanel(state: ActivityState, group: number, panel: number): void {
  const { amp, operands, banks, rightExponents } = state;
  const gated = operands.zeroGating === 'gated';
  const store = banks[state.panels % banks.length];
  state.panels += 1;
  const { inputsPerPanel, outputChannels } = amp.shape;
  for (let channel = 0; channel < outputChannels; channel++) {
    const column = group * outputChannels + channel;
    for (let place = 0; place < inputsPerPanel; place++) {
      const input = panel * inputsPerPanel + place;
      const useful = column < amp.n && input < amp.k;
      if (gated && !(useful && rightExponents[input * amp.n + column] !== OPERAND.zero)) continue;
      const code = useful ? operands.right[input * amp.n + column] : 0;
      const at = channel * inputsPerPanel + place;
      state.coefficientToggles += setBits(store[at] ^ code);
      store[at] = code;
    }
  }
}

/** Columns of a group that belong to an input of the product. */
export function usefulColumns({ n, shape, setColumnGroups, mergedGroups }: AmpWork, group: number): number {
  const before = (group % setColumnGroups) * shape.outputChannels;
  return Math.min(shape.outputChannels, n - before) / mergedGroups;
}

/** Inputs of one issue that belong to the product. */
export function usefulInputs(amp: AmpWork, panel: number, issue: number): number {
  const { inputsPerPanel, issuesPerRow }: AmpShape = amp.shape;
  const left = amp.k - (panel % amp.positionPanels) * inputsPerPanel;
  const start = issueStart(issue, inputsPerPanel, issuesPerRow);
  const end = Math.min(left, issueStart(issue + 1, inputsPerPanel, issuesPerRow));
  return Math.max(0, end - start);
}

/** Ones among 32 bits. */
function setBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
