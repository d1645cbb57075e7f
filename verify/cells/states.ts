/** Functions and conditions of a cell over all states of its pins, each state as likely as another. */
import { evaluate, parseCellFunction } from '../../sim/gates/netlist/cell-function.js';

/** Pins that a function or a condition names, each once. */
export function pinsOf(text: string): string[] {
  return [...new Set(text.match(/[A-Za-z_]\w*/g) ?? [])];
}

/** Its value where `high` says which pins are 1. */
export function holds(text: string, high: ReadonlySet<string>, where: string): boolean {
  const pins = pinsOf(text);
  const bits = pins.reduce((sum, pin, i) => sum + (high.has(pin) ? 2 ** i : 0), 0);
  return evaluate(parseCellFunction(text, pins, where), bits) === 1;
}

/** Every set of these pins that may be 1. */
export function statesOf(pins: readonly string[]): ReadonlySet<string>[] {
  return Array.from({ length: 2 ** pins.length }, (_, bits) => new Set(pins.filter((_pin, i) => (bits >> i) & 1)));
}
