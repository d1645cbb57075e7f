/** The facts of cells against the Liberty files that they are taken from, and numbers read there by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellLibrary, cellsByName } from '../../models/technologies/cells/libraries.js';
import { factsText, LIBRARY_SOURCES, libraryFacts } from '../../verify/cells/libraries.js';
import { itWithShared, sharedFile } from '../shared-data.js';

const cellOf = (library: string, name: string) => {
  const cell = cellsByName(cellLibrary(library, 'test')).get(name);
  if (cell === undefined) throw new Error(`${library} has no ${name}`);
  return cell;
};

describe('facts of cells', () => {
  for (const source of LIBRARY_SOURCES) {
    const file = `data/liberty/${source.file}`;
    itWithShared(file)(`${source.name}: what the Liberty file gives, byte for byte`, () => {
      const facts = libraryFacts(source, readFileSync(sharedFile(file), 'utf8'));
      const committed = new URL(`../../models/technologies/cells/${source.name}.json`, import.meta.url);
      expect(factsText(facts)).toBe(readFileSync(committed, 'utf8'));
    });
  }

  it('takes of an energy the part that the supply gives: NAND2 of asap7, input A, 5 ps, 0.36 fF', () => {
    // Liberty: rise 0.139613, fall −0.0139515 fJ with related_pg_pin VDD; those of VSS are the same charge again.
    const [fromA] = cellOf('asap7', 'NAND2xp5_ASAP7_75t_R').outputs[0]?.energies ?? [];
    expect([fromA?.riseFj[0], fromA?.fallFj[0]]).toEqual([0.1396, -0.01395]);
    expect(fromA?.weight).toBe(0.5);
  });

  it('means leakage over states: NAND2 of asap7', () => {
    // 66.3488, 54.7371, 50.3497 and 27.102 pW.
    expect(cellOf('asap7', 'NAND2xp5_ASAP7_75t_R').leakageNw).toBeCloseTo(0.04963, 4);
  });

  it('knows what a flip-flop stores: asap7 inverts', () => {
    expect(cellOf('asap7', 'DFFHQNx1_ASAP7_75t_R').outputs[0]?.function).toBe('!IQ');
    expect(cellOf('sky130', 'sky130_fd_sc_hd__dfxtp_1').outputs[0]?.function).toBe('IQ');
    expect(cellOf('sg13g2', 'sg13g2_dfrbpq_1').flipFlop?.heldHigh).toEqual(['RESET_B']);
  });

  it('shares of arcs add up to one', () => {
    for (const { name } of LIBRARY_SOURCES) {
      for (const { outputs } of cellLibrary(name, 'test').cells) {
        for (const { energies } of outputs.filter((output) => output.energies.length > 0)) {
          expect(energies.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 3);
        }
      }
    }
  });
});
