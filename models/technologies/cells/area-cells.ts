/** Cells of which nothing but function and area is known. */
import type { Cell, CellPin } from './cell-library.js';

/** Name, area, functions of its outputs; a flip-flop's is `IQ` or `!IQ`, its pins are D and CK. */
export type AreaCell = readonly [name: string, area: number, outputs: Readonly<Record<string, string>>];

export function areaCells(cells: readonly AreaCell[]): Cell[] {
  return cells.map(areaCell);
}

function areaCell([name, area, outputs]: AreaCell): Cell {
  const functions = Object.entries(outputs);
  const isFlipFlop = functions.some(([, text]) => text.includes('IQ'));
  const pins = isFlipFlop
    ? ['D']
    : [...new Set(functions.flatMap(([, text]) => text.match(/[A-Z]+\d*/g) ?? []))].sort();
  return {
    name,
    area,
    leakageNw: 0,
    inputs: pins.map(unknownPin),
    outputs: functions.map(([pin, text]) => ({
      pin,
      function: text,
      slewsPs: [],
      loadsFf: [],
      energies: [],
      delays: [],
    })),
    ...(isFlipFlop && {
      flipFlop: { clock: unknownPin('CK'), setup: { slewsPs: [], risePs: [], fallPs: [] }, heldHigh: [] },
    }),
  };
}

function unknownPin(pin: string): CellPin {
  return { pin, riseFf: 0, fallFf: 0 };
}
