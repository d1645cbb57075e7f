/**
 * The loops of the fast simulator, as WebAssembly: each does all gates of one function in a list, `words` SIMD words
 * a gate, a word a cycle of 128 lanes. A gate is a record of addresses: [net, inputs…, counter].
 * A net's words lie one behind the other: first that of the cycle before the block, then those of the block.
 * A list instead of a line of code for each gate: 13,000 gates in eight words are megabytes of code, and reading code
 * from memory then costs more than the gates (measured: see docs/decisions/gates.md).
 */
import type { Expression } from '../netlist/cell-function.js';
import type { Code } from './webassembly/instructions.js';
import * as wasm from './webassembly/instructions.js';
import { FUNCTION_TYPE, type WasmFunction } from './webassembly/module.js';

export const WORD_BYTES = 16;
export const ADDRESS_BYTES = 4;
export const COUNTER_BYTES = 8;
/** Of an entry of the list that `runList` walks: function, first record, end of records. */
export const ENTRY_BYTES = 3 * ADDRESS_BYTES;

/** Parameters of every function: where its records begin, and where they end. */
const [RECORD, END] = [0, 1];
const NET = 2;

export interface BlockShape {
  /** Cycles of a block. */
  readonly words: number;
  /** Address of a word for each cycle: lanes whose changes count. None where all do. */
  readonly masks?: number;
}

/** How a gate's words follow from those of its inputs. */
export type KernelKind =
  /** Zero delay: settled words from settled words of the same cycles. */
  | 'settle'
  /** A flip-flop whose data were settled before it: each word from the cycle before. */
  | 'delay'
  /** A flip-flop whose data are settled after it, in blocks of one cycle: the word that still stands there. */
  | 'feed-back'
  /** Unit delay: the words of the next unit of time, in place. */
  | 'step';

/** The loop over gates of one function; each adds its changes to its counter. */
export function gateKernel(kind: KernelKind, expression: Expression, pins: number, shape: BlockShape): WasmFunction {
  const { words } = shape;
  const input = (pin: number) => NET + 1 + pin;
  const total = input(pins);
  const previous = total + 1;
  const change = (word: number) => previous + 1 + word;
  const pinWord = (pin: number) => change(words) + pin;
  const addresses = Array.from({ length: pins + 1 }, (_, i) => loadAddress(i, NET + i));
  const each = Array.from({ length: words }, (_, word) => [
    ...valueCode(expression, pins, input, pinWord, inputOffset(kind, word)),
    ...(kind === 'step' ? stepTail(word, change(word)) : settleTail(word, change(word), previous)),
    ...maskCode(shape.masks, word, change(word)),
  ]).flat();
  const counted = countCode(
    Array.from({ length: words }, (_, word) => change(word)),
    pinWord(pins),
    total,
  );
  return {
    locals: { i32: pins + 1, i64: 1, v128: 1 + words + pins + 1 },
    code: overRecords(pins + 2, [
      ...addresses.flat(),
      ...(kind === 'step' ? [] : keepLast(words, previous)),
      ...each,
      ...counted,
      ...addToCounter(pins + 1, total),
    ]),
  };
}

/** Records [words of unit delay, settled words]: flip-flops and inputs at time 0 are what they are settled. */
export function startKernel({ words }: BlockShape): WasmFunction {
  const copies = Array.from({ length: words }, (_, word) => [
    ...wasm.localGet(NET),
    ...wasm.localGet(NET + 1),
    ...wasm.v128Load((word + 1) * WORD_BYTES),
    ...wasm.v128Store(word * WORD_BYTES),
  ]);
  return {
    locals: { i32: 2 },
    code: overRecords(2, [...loadAddress(0, NET), ...loadAddress(1, NET + 1), ...copies.flat()]),
  };
}

/** Records [to, from, bytes]. */
export function copyKernel(): WasmFunction {
  const operands = [0, 1, 2].map((field) => [...wasm.localGet(RECORD), ...wasm.i32Load(field * ADDRESS_BYTES)]);
  return { locals: {}, code: overRecords(3, [...operands.flat(), ...wasm.memoryCopy]) };
}

/** Walks a list of [function, first record, end]. */
export function listKernel(): WasmFunction {
  const field = (index: number) => [...wasm.localGet(RECORD), ...wasm.i32Load(index * ADDRESS_BYTES)];
  return {
    locals: {},
    code: overRecords(3, [...field(1), ...field(2), ...field(0), ...wasm.callIndirect(FUNCTION_TYPE)]),
  };
}

/** `body` for each record of `fields` addresses. */
export function overRecords(fields: number, body: Code): Code {
  return wasm.repeatWhile([
    ...body,
    ...wasm.localGet(RECORD),
    ...wasm.i32Const(fields * ADDRESS_BYTES),
    ...wasm.i32Add,
    ...wasm.localTee(RECORD),
    ...wasm.localGet(END),
    ...wasm.i32LessUnsigned,
  ]);
}

export function loadAddress(field: number, local: number): Code {
  return [...wasm.localGet(RECORD), ...wasm.i32Load(field * ADDRESS_BYTES), ...wasm.localSet(local)];
}

/** Bytes from a net's address to the word that a gate reads for a cycle of the block. */
function inputOffset(kind: KernelKind, word: number): number {
  return (kind === 'settle' || kind === 'feed-back' ? word + 1 : word) * WORD_BYTES;
}

/** The last word of the block before becomes the first. */
function keepLast(words: number, previous: number): Code {
  return [
    ...wasm.localGet(NET),
    ...wasm.localGet(NET),
    ...wasm.v128Load(words * WORD_BYTES),
    ...wasm.localTee(previous),
    ...wasm.v128Store(0),
  ];
}

/** Stores the value on the stack, leaves its difference from the cycle before in `change`. */
function settleTail(word: number, change: number, previous: number): Code {
  return [
    ...wasm.localSet(change),
    ...wasm.localGet(NET),
    ...wasm.localGet(change),
    ...wasm.v128Store((word + 1) * WORD_BYTES),
    ...wasm.localGet(change),
    ...wasm.localGet(previous),
    ...wasm.localGet(change),
    ...wasm.localSet(previous),
    ...wasm.v128Xor,
    ...wasm.localSet(change),
  ];
}

/** The same, from the unit of time before: the value that stands there. */
function stepTail(word: number, change: number): Code {
  return [
    ...wasm.localSet(change),
    ...wasm.localGet(change),
    ...wasm.localGet(NET),
    ...wasm.v128Load(word * WORD_BYTES),
    ...wasm.localGet(NET),
    ...wasm.localGet(change),
    ...wasm.v128Store(word * WORD_BYTES),
    ...wasm.v128Xor,
    ...wasm.localSet(change),
  ];
}

function maskCode(masks: number | undefined, word: number, change: number): Code {
  if (masks === undefined) return [];
  return [
    ...wasm.i32Const(masks),
    ...wasm.v128Load(word * WORD_BYTES),
    ...wasm.localGet(change),
    ...wasm.v128And,
    ...wasm.localSet(change),
  ];
}

/** Leaves the value on the stack. Words that are read more than once are kept in locals. */
function valueCode(
  expression: Expression,
  pins: number,
  input: (pin: number) => number,
  pinWord: (pin: number) => number,
  offset: number,
): Code {
  const load = (pin: number) => [...wasm.localGet(input(pin)), ...wasm.v128Load(offset)];
  const often = Array.from({ length: pins }, (_, pin) => usesOf(expression, pin) > 1);
  const kept = often.flatMap((keep, pin) => (keep ? [...load(pin), ...wasm.localSet(pinWord(pin))] : []));
  return [...kept, ...expressionCode(expression, (pin) => (often[pin] ? wasm.localGet(pinWord(pin)) : load(pin)))];
}

function usesOf(expression: Expression, pin: number): number {
  switch (expression.kind) {
    case 'pin':
      return expression.index === pin ? 1 : 0;
    case 'constant':
      return 0;
    case 'not':
      return usesOf(expression.of, pin);
    default:
      return usesOf(expression.left, pin) + usesOf(expression.right, pin);
  }
}

function expressionCode(expression: Expression, pin: (index: number) => Code): Code {
  switch (expression.kind) {
    case 'pin':
      return pin(expression.index);
    case 'constant':
      return expression.value === 0 ? wasm.v128Zero : [...wasm.v128Zero, ...wasm.v128Not];
    case 'not':
      return [...expressionCode(expression.of, pin), ...wasm.v128Not];
    case 'and':
      if (expression.right.kind === 'not') {
        return [
          ...expressionCode(expression.left, pin),
          ...expressionCode(expression.right.of, pin),
          ...wasm.v128AndNot,
        ];
      }
      return [...expressionCode(expression.left, pin), ...expressionCode(expression.right, pin), ...wasm.v128And];
    case 'or':
      return [...expressionCode(expression.left, pin), ...expressionCode(expression.right, pin), ...wasm.v128Or];
    case 'xor':
      return [...expressionCode(expression.left, pin), ...expressionCode(expression.right, pin), ...wasm.v128Xor];
  }
}

/**
 * Ones of all `changes` into `total`. Three words of one weight become a word of that weight and one of twice it (a
 * full adder) while there are three: a population count costs more.
 */
function countCode(changes: readonly number[], scratch: number, total: number): Code {
  const code: number[] = [];
  const weights: number[][] = [[...changes]];
  for (let weight = 0; weight < weights.length; weight++) {
    const words = weights[weight] as number[];
    while (words.length > 2) {
      const [a, b, c] = words.splice(0, 3) as [number, number, number];
      code.push(...fullAdder(a, b, c, scratch));
      words.push(a);
      weights[weight + 1] = [...(weights[weight + 1] ?? []), b];
    }
  }
  const counts = weights
    .reverse()
    .map((words, i) => [
      ...(i === 0 ? [] : [...wasm.i64Const(1), ...wasm.i64ShiftLeft]),
      ...words.flatMap((word, j) => [...popcount(word), ...(i === 0 && j === 0 ? [] : wasm.i64Add)]),
    ]);
  return [...code, ...counts.flat(), ...wasm.localSet(total)];
}

/** a + b + c: the sum in `a`, the carry in `b`. */
function fullAdder(a: number, b: number, c: number, scratch: number): Code {
  const get = wasm.localGet;
  return [
    ...[...get(a), ...get(b), ...wasm.v128Xor, ...wasm.localSet(scratch)],
    ...[...get(a), ...get(b), ...wasm.v128And],
    ...[...get(scratch), ...get(c), ...wasm.v128And, ...wasm.v128Or, ...wasm.localSet(b)],
    ...[...get(scratch), ...get(c), ...wasm.v128Xor, ...wasm.localSet(a)],
  ];
}

function popcount(word: number): Code {
  const half = (lane: number) => [...wasm.localGet(word), ...wasm.i64x2ExtractLane(lane), ...wasm.i64Popcount];
  return [...half(0), ...half(1), ...wasm.i64Add];
}

function addToCounter(field: number, total: number): Code {
  const address = [...wasm.localGet(RECORD), ...wasm.i32Load(field * ADDRESS_BYTES)];
  return [...address, ...address, ...wasm.i64Load(0), ...wasm.localGet(total), ...wasm.i64Add, ...wasm.i64Store(0)];
}
