/**
 * Full adders of a library, as Verilog that yosys maps its own to: mappers find no cell of two outputs by themselves.
 * Used because it is better, though asap7's adder has inverted outputs, each of which takes an inverter. In asap7, area,
 * delay, energy with zero and with unit delay against gates alone: f13 slice of the AMP −7, −1, −3, −10 %; 16 products of
 * float16 at 25 bits (allegro-fp16) −11, −12, −2, −18 %.
 */
import type { Cell, CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { parseCellFunction, truthTable } from '../netlist/cell-function.js';

const PINS = 3;
/** By how many of the three pins are 1: 0, 1, 1, 2, 1, 2, 2, 3. */
const CARRY = '00010111';
const SUM = '01101001';

interface Adder {
  readonly cell: Cell;
  readonly carry: AdderOutput;
  readonly sum: AdderOutput;
}

interface AdderOutput {
  readonly pin: string;
  readonly isInverted: boolean;
}

/** A technology map of `$fa`; undefined where the library has no full adder. */
export function fullAdderMap(library: CellLibrary): string | undefined {
  const adder = library.cells.map(adderOf).find((found) => found !== undefined);
  return adder && mapText(adder);
}

function adderOf(cell: Cell): Adder | undefined {
  if (cell.inputs.length !== PINS || cell.outputs.length !== 2 || cell.flipFlop) return undefined;
  const pins = cell.inputs.map(({ pin }) => pin);
  const outputOf = (table: string): AdderOutput | undefined => {
    const inverse = [...table].map((digit) => (digit === '1' ? '0' : '1')).join('');
    const found = cell.outputs.flatMap((output) => {
      const own = truthTable(parseCellFunction(output.function, pins, cell.name), PINS);
      return own === table || own === inverse ? [{ pin: output.pin, isInverted: own === inverse }] : [];
    });
    return found[0];
  };
  const [carry, sum] = [outputOf(CARRY), outputOf(SUM)];
  return carry && sum && { cell, carry, sum };
}

/** The name sorts before that of yosys' own map, which is tried after it. */
function mapText({ cell, carry, sum }: Adder): string {
  const inputs = cell.inputs.map(({ pin }, i) => `.${pin}(${'ABC'[i]}[i])`);
  const value = (wire: string, output: AdderOutput) => `${output.isInverted ? '~' : ''}${wire}`;
  return [
    '(* techmap_celltype = "$fa" *)',
    'module _80_fa (A, B, C, X, Y);',
    '  parameter WIDTH = 1;',
    '  input [WIDTH-1:0] A, B, C;',
    '  output [WIDTH-1:0] X, Y;',
    '  genvar i;',
    '  generate for (i = 0; i < WIDTH; i = i + 1) begin : bits',
    '    wire carry, sum;',
    `    ${cell.name} adder (${inputs.join(', ')}, .${carry.pin}(carry), .${sum.pin}(sum));`,
    `    assign X[i] = ${value('carry', carry)};`,
    `    assign Y[i] = ${value('sum', sum)};`,
    '  end endgenerate',
    'endmodule',
    '',
  ].join('\n');
}
