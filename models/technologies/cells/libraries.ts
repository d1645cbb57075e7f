/** The cell libraries by name. Facts of four are taken from Liberty files by verify/cells, whose tests compare them. */
import { InputError, shown } from '../../input-error.js';
import asap7 from './asap7.json' with { type: 'json' };
import type { Cell, CellLibrary } from './cell-library.js';
import { generic } from './generic.js';
import gt2n from './gt2n.json' with { type: 'json' };
import { nangate45 } from './nangate45.js';
import sg13g2 from './sg13g2.json' with { type: 'json' };
import sky130 from './sky130.json' with { type: 'json' };

export const CELL_LIBRARIES: readonly CellLibrary[] = [
  asap7 as CellLibrary,
  sky130 as CellLibrary,
  sg13g2 as CellLibrary,
  gt2n as CellLibrary,
  nangate45,
  generic,
];

/** @throws InputError where there is none of that name */
export function cellLibrary(name: string, where: string): CellLibrary {
  const found = CELL_LIBRARIES.find((library) => library.name === name);
  if (found !== undefined) return found;
  throw new InputError(where, `one of ${CELL_LIBRARIES.map((library) => library.name).join(', ')}`, shown(name));
}

/** Cells by name. */
export function cellsByName(library: CellLibrary): ReadonlyMap<string, Cell> {
  return new Map(library.cells.map((cell) => [cell.name, cell]));
}
