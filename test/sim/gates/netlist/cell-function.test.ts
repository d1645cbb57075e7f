/** Liberty's operators; tables are counted by hand, pin A the lowest bit. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../models/input-error.js';
import { parseCellFunction, truthTable } from '../../../../sim/gates/netlist/cell-function.js';
import { directForm } from '../../../../sim/gates/simulate/direct-forms.js';

const table = (text: string, pins: string) => truthTable(parseCellFunction(text, [...pins], 'test'), pins.length);

describe('a function of a cell', () => {
  it.each([
    ['!A', 'A', '10'],
    ["A'", 'A', '10'],
    ['(!A) + (!B)', 'AB', '1110'],
    ['A&B|C', 'ABC', '00011111'],
    ['A*(B|C)', 'ABC', '00010101'],
    ['!(A^B)', 'AB', '1001'],
    ['1', '', '1'],
    // Exclusive or binds more than and: A * (B ^ C).
    ['A*B^C', 'ABC', '00010100'],
    // SG13G2's multiplexer: B where S.
    ['(!S*A)+(S*B)', 'ABS', '01010011'],
    // ASAP7's inverted carry: 1 where at most one pin is.
    ['(!A * !B) + (!A * !C) + (!B * !C)', 'ABC', '11101000'],
  ])('%s of pins %s has the table %s', (text, pins, expected) => {
    expect(table(text, pins)).toBe(expected);
  });

  it.each([
    ['A*', 'library x: expected a pin (pins: A, B), got its end'],
    ['A*Z', 'library x: expected a pin (pins: A, B), got "Z"'],
    ['(A*B', 'library x: expected a closing parenthesis (pins: A, B), got its end'],
    ['A B', 'library x: expected an operator (pins: A, B), got "B"'],
  ])('%s is refused', (text, message) => {
    expect(() => parseCellFunction(text, ['A', 'B'], 'library x')).toThrow(new InputError(...split(message)));
  });
});

it('a direct form computes the same, on all 256 functions of three pins', () => {
  for (let wanted = 0; wanted < 256; wanted++) {
    const terms = Array.from({ length: 8 }, (_, i) => i).filter((i) => ((wanted >> i) & 1) === 1);
    const text = terms.map((i) => [...'ABC'].map((pin, bit) => ((i >> bit) & 1 ? pin : `!${pin}`)).join('*')).join('+');
    const expression = parseCellFunction(text === '' ? '0' : text, ['A', 'B', 'C'], 'test');
    expect(truthTable(directForm(expression, 3), 3)).toBe(truthTable(expression, 3));
  }
});

function split(message: string): [string, string, string] {
  const [, where, expected, got] = /^(.*?): expected (.*), got (.*)$/.exec(message) ?? [];
  return [where as string, expected as string, got as string];
}
