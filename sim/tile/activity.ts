/**
 * What the operands' bits do in the AMP: useful products with a zero, bits that change in the input latch
 * from issue to issue, bits that change in the coefficient store from panel to panel. Latch and store
 * start at zero; beyond the product's edges inputs and coefficients are zeros.
 * Left out: the partials' bits, and toggles inside the multipliers (sim/gates).
 */
import { InputError } from '../../models/input-error.js';
import { type AmpShape, issueStart } from './amp-shape.js';
import type { AmpWork } from './program.js';

/** Codes of 8, 16 or 32 bits. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** The codes that a gemm multiplies. */
export interface GemmOperands {
  /** m × k, row-major. */
  readonly left: Codes;
  /** k × n, row-major. */
  readonly right: Codes;
  /** The codes that are zeros: 0, and −0's where the format has one. */
  readonly leftZeros: readonly number[];
  readonly rightZeros: readonly number[];
}

/** Operands as the AMP meets them, and the sums so far. */
export interface ActivityState {
  readonly amp: AmpWork;
  /** [row][panel][issue] of `latchWords` words. */
  readonly inputs: Uint32Array;
  readonly latchWords: number;
  readonly latch: Uint32Array;
  readonly operands: GemmOperands;
  readonly leftIsZero: Uint8Array;
  /** [column group][k]: columns of the group with a zero coefficient. */
  readonly zeroColumns: Uint32Array;
  /** [channel][input] of the panel in each bank of the store. */
  readonly banks: readonly Uint32Array[];
  panels: number;
  zeroMacs: number;
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
  return {
    amp,
    inputs: packInputs(operands.left, amp, latchWords),
    latchWords,
    latch: new Uint32Array(latchWords),
    operands,
    leftIsZero: zeroFlags(operands.left, operands.leftZeros),
    zeroColumns: countZeroColumns(operands, amp),
    banks: Array.from(
      { length: amp.coefficientBanks },
      () => new Uint32Array(shape.outputChannels * shape.inputsPerPanel),
    ),
    panels: 0,
    zeroMacs: 0,
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

function zeroFlags(codes: Codes, zeros: readonly number[]): Uint8Array {
  const flags = new Uint8Array(codes.length);
  for (let index = 0; index < codes.length; index++) flags[index] = zeros.includes(codes[index]) ? 1 : 0;
  return flags;
}

function countZeroColumns({ right, rightZeros }: GemmOperands, { k, n, shape, columnGroups }: AmpWork): Uint32Array {
  const isZero = zeroFlags(right, rightZeros);
  const zeroColumns = new Uint32Array(columnGroups * k);
  for (let group = 0; group < columnGroups; group++) {
    const first = group * shape.outputChannels;
    const end = Math.min(n, first + shape.outputChannels);
    for (let input = 0; input < k; input++) {
      let zeros = 0;
      for (let column = first; column < end; column++) zeros += isZero[input * n + column];
      zeroColumns[group * k + input] = zeros;
    }
  }
  return zeroColumns;
}

/** Bytes of an issue lie in its first words, little-endian; the rest of the latch is zero. */
function packInputs(left: Codes, { m, k, shape, inputPanels }: AmpWork, latchWords: number): Uint32Array {
  const { issuesPerRow, operandBytes } = shape;
  const places = latchPlaces(shape, latchWords);
  const packed = new Uint32Array(m * inputPanels * issuesPerRow * latchWords);
  for (let row = 0; row < m; row++) {
    for (let input = 0; input < k; input++) {
      const panel = Math.floor(input / shape.inputsPerPanel);
      const first = (row * inputPanels + panel) * issuesPerRow * latchWords;
      const place = (input - panel * shape.inputsPerPanel) * operandBytes;
      const code = left[row * k + input];
      for (let byte = 0; byte < operandBytes; byte++) {
        const at = places[place + byte];
        packed[first + (at >> 2)] |= ((code >>> (8 * byte)) & 0xff) << (8 * (at & 3));
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
  const columns = usefulColumns(state.amp, group);
  for (let input = start; input < end; input++) {
    state.zeroMacs += state.leftIsZero[row * k + input] === 1 ? columns : state.zeroColumns[group * k + input];
  }
}

/** Replaces the latch; bits that changed. */
export function latchInput(state: ActivityState, row: number, panel: number, issue: number): number {
  const { latch, latchWords, inputs, amp } = state;
  const from = ((row * amp.inputPanels + panel) * amp.shape.issuesPerRow + issue) * latchWords;
  let toggles = 0;
  for (let word = 0; word < latchWords; word++) {
    toggles += setBits(latch[word] ^ inputs[from + word]);
    latch[word] = inputs[from + word];
  }
  return toggles;
}

/** A panel replaces the oldest in the store. */
export function notePanel(state: ActivityState, group: number, panel: number): void {
  const { amp, operands, banks } = state;
  const store = banks[state.panels % banks.length];
  state.panels += 1;
  const { inputsPerPanel, outputChannels } = amp.shape;
  for (let channel = 0; channel < outputChannels; channel++) {
    const column = group * outputChannels + channel;
    for (let place = 0; place < inputsPerPanel; place++) {
      const input = panel * inputsPerPanel + place;
      const code = column < amp.n && input < amp.k ? operands.right[input * amp.n + column] : 0;
      const at = channel * inputsPerPanel + place;
      state.coefficientToggles += setBits(store[at] ^ code);
      store[at] = code;
    }
  }
}

/** Columns of a group that belong to the product. */
export function usefulColumns({ n, shape }: AmpWork, group: number): number {
  return Math.min(shape.outputChannels, n - group * shape.outputChannels);
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
export function setBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
