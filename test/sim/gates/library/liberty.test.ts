import { describe, expect, it } from 'vitest';
import { CELL_LIBRARIES, cellLibrary } from '../../../../models/technologies/cells/libraries.js';
import { attributeOf, groupsOf, readLiberty } from '../../../../sim/gates/library/liberty-text.js';
import { libertyText } from '../../../../sim/gates/library/write-liberty.js';
import { cellFacts } from '../../../../verify/cells/cell-facts.js';
import { scalesOf } from '../../../../verify/cells/tables.js';

describe('Liberty text', () => {
  it('is read as groups and attributes, with comments, continued lines and quoted lists', () => {
    const text =
      'library (l) { /* of\n two lines */ time_unit : "1ps"; t (1, ff); cell (A) { area : 2; v ( \\\n "1, 2", \\\n "3" ); } }';
    const library = readLiberty(text, 'l.lib');
    expect(attributeOf(library, 'time_unit')).toBe('1ps');
    expect(library.attributes.get('t')).toEqual(['1', 'ff']);
    const [cell] = groupsOf(library, 'cell');
    expect([cell?.names, cell?.attributes.get('v')]).toEqual([['A'], ['1, 2', '3']]);
  });

  it('names the line of what is none', () => {
    expect(() => readLiberty('library (l) {\n cell (A { }\n', 'l.lib')).toThrow(
      /l\.lib line 2: expected a name or a value/,
    );
  });

  it.each(['asap7', 'sky130', 'gt2n'])('of %s gives back the facts that it was written from', (name) => {
    const facts = cellLibrary(name, 'test');
    const library = readLiberty(libertyText(facts), 'written');
    const scales = scalesOf(library);
    const again = groupsOf(library, 'cell').map((cell) => cellFacts(library, scales, cell));
    // Left out of Liberty: an arc's share of transitions, pins that are held.
    const kept = (key: string, value: unknown) => (['weight', 'heldHigh'].includes(key) ? undefined : value);
    const written = (cells: unknown) => JSON.parse(JSON.stringify(cells, kept));
    expect(written(again)).toEqual(written(facts.cells));
  });

  it('holds every cell of every library', () => {
    for (const facts of CELL_LIBRARIES) {
      const cells = groupsOf(readLiberty(libertyText(facts), 'written'), 'cell');
      expect(cells.map(({ names }) => names[0])).toEqual(facts.cells.map(({ name }) => name));
    }
  });
});
