/**
 * A WebAssembly module as bytes: functions of two addresses, listed in a table, and one memory of its own, which begins
 * with a page.
 * Source: WebAssembly core specification 2.0, 5.5 (modules).
 * Left out: other types of functions, globals, data.
 */
import { type Code, unsigned } from './instructions.js';

/** Locals beside the two parameters, which are locals 0 and 1. They follow in this order. */
export interface Locals {
  readonly i32?: number;
  readonly i64?: number;
  readonly v128?: number;
}

export interface WasmFunction {
  readonly locals: Locals;
  readonly code: Code;
}

export interface WasmModule {
  /** In the order of the table. Each takes two i32 and gives nothing. */
  readonly functions: readonly WasmFunction[];
  /** Index of the function that is exported as `run`. */
  readonly exported: number;
}

/** Index of the one type of functions. */
export const FUNCTION_TYPE = 0;
export const PAGE_BYTES = 65536;

const [I32, I64, V128, FUNCREF] = [0x7f, 0x7e, 0x7b, 0x70];

export function moduleBytes({ functions, exported }: WasmModule): Uint8Array {
  const indices = functions.map((_, index) => unsigned(index));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [[0x60, 2, I32, I32, 0]]),
    ...section(
      3,
      functions.map(() => [FUNCTION_TYPE]),
    ),
    ...section(4, [[FUNCREF, 0, ...unsigned(functions.length)]]),
    ...section(5, [[0, 1]]),
    ...section(7, [
      [...name('run'), 0, ...unsigned(exported)],
      [...name('memory'), 2, 0],
    ]),
    ...section(9, [[0, 0x41, 0, 0x0b, ...vector(indices)]]),
    ...section(10, functions.map(functionBody)),
  ]);
}

function section(id: number, entries: readonly Code[]): Code {
  return [id, ...sized(vector(entries))];
}

function functionBody({ locals, code }: WasmFunction): Code {
  const kinds = [
    [locals.i32 ?? 0, I32],
    [locals.i64 ?? 0, I64],
    [locals.v128 ?? 0, V128],
  ] as const;
  const declared = kinds.filter(([count]) => count > 0).map(([count, type]) => [...unsigned(count), type]);
  return sized([...vector(declared), ...code, 0x0b]);
}

function name(text: string): Code {
  return sized([...new TextEncoder().encode(text)]);
}

function vector(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()];
}

function sized(bytes: Code): Code {
  return [...unsigned(bytes.length), ...bytes];
}
