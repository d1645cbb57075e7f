/** A library for tests: kinds of cells as real libraries have them, with figures that are easy to count with. */
import type { Cell, CellLibrary } from '../../../models/technologies/cells/cell-library.js';

const unmeasured = { slewsPs: [], loadsFf: [], energies: [], delays: [] };

function cell(name: string, inputs: string, outputs: Record<string, string>): Cell {
  return {
    name,
    area: 1,
    leakageNw: 1,
    inputs: [...inputs].map(pin),
    outputs: Object.entries(outputs).map(([name, text]) => ({ pin: name, function: text, ...unmeasured })),
  };
}

function pin(name: string) {
  return { pin: name, riseFf: 1, fallFf: 1 };
}

function flipFlop(name: string, outputs: Record<string, string>): Cell {
  const setup = { slewsPs: [], risePs: [], fallPs: [] };
  return { ...cell(name, 'D', outputs), flipFlop: { clock: pin('CLK'), setup, heldHigh: [] } };
}

export const SMALL_LIBRARY: CellLibrary = {
  name: 'small',
  node: 'none',
  voltageV: 1,
  temperatureC: 25,
  source: 'made up for tests',
  licence: 'MIT',
  facts: 'areas',
  areaUnit: 'um2',
  cells: [
    flipFlop('DFF', { Q: 'IQ' }),
    flipFlop('DFFN', { QN: '!IQ' }),
    cell('INV', 'A', { Y: '!A' }),
    cell('NAND2', 'AB', { Y: '(!A) + (!B)' }),
    cell('NOR2', 'AB', { Y: '(!A * !B)' }),
    cell('AND2', 'AB', { Y: 'A*B' }),
    cell('XOR2', 'AB', { Y: '(A * !B) + (!A * B)' }),
    cell('AOI21', 'ABC', { Y: '(!A * !C) + (!B * !C)' }),
    cell('MUX2', 'ABS', { Y: '(!S*A)+(S*B)' }),
    cell('FA', 'ABC', {
      CON: '(!A * !B) + (!A * !C) + (!B * !C)',
      SN: '(A * B * !C) + (A * !B * C) + (!A * B * C) + (!A * !B * !C)',
    }),
    /** No direct form: one pin is read once, one three times. */
    cell('ODD', 'ABCD', { Y: 'A*B + !A*C*D + (A^D)*!C' }),
    cell('TIEHI', '', { H: '1' }),
  ],
};
