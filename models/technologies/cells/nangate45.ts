/**
 * Nangate's 45 nm open cell library by table: areas of its smallest cells, in sites of 0.19 × 1.4 µm. Nothing else of it
 * is here: no capacitance, energy or delay. Source: widths of the cells' macros in the library's physical views (2010,
 * as in OpenROAD-flow-scripts, platforms/nangate45); the figures are quoted in many papers, 0.798 µm² for NAND2_X1.
 */
import { type AreaCell, areaCells } from './area-cells.js';
import type { CellLibrary } from './cell-library.js';

const SITE_UM2 = 0.19 * 1.4;

/** Name, sites, functions; pins named as those of the generic gates. */
const CELLS: readonly AreaCell[] = [
  ['INV_X1', 2, { ZN: '!A' }],
  ['BUF_X1', 3, { Z: 'A' }],
  ['NAND2_X1', 3, { ZN: '!(A1*A2)' }],
  ['NOR2_X1', 3, { ZN: '!(A1+A2)' }],
  ['AND2_X1', 4, { ZN: 'A1*A2' }],
  ['OR2_X1', 4, { ZN: 'A1+A2' }],
  ['NAND3_X1', 4, { ZN: '!(A1*A2*A3)' }],
  ['NOR3_X1', 4, { ZN: '!(A1+A2+A3)' }],
  ['XOR2_X1', 6, { Z: 'A^B' }],
  ['XNOR2_X1', 6, { ZN: '!(A^B)' }],
  ['AOI21_X1', 4, { ZN: '!(A+(B1*B2))' }],
  ['OAI21_X1', 4, { ZN: '!(A*(B1+B2))' }],
  ['AOI22_X1', 5, { ZN: '!((A1*A2)+(B1*B2))' }],
  ['OAI22_X1', 5, { ZN: '!((A1+A2)*(B1+B2))' }],
  ['MUX2_X1', 7, { Z: '(A*!S)+(B*S)' }],
  ['HA_X1', 10, { CO: 'A*B', S: 'A^B' }],
  ['FA_X1', 16, { CO: '(A*B)+(CI*(A+B))', S: 'A^B^CI' }],
  ['DFF_X1', 17, { Q: 'IQ' }],
  ['LOGIC0_X1', 2, { Z: '0' }],
  ['LOGIC1_X1', 2, { Z: '1' }],
];

export const nangate45: CellLibrary = {
  name: 'nangate45',
  node: 'Nangate 45 nm open cell library: areas by table',
  voltageV: 1.1,
  temperatureC: 25,
  source: 'widths of macros, NangateOpenCellLibrary 2010.12 (OpenROAD-flow-scripts, platforms/nangate45)',
  licence: 'none needed: published facts; no file of the library is used',
  facts: 'areas',
  areaUnit: 'um2',
  cells: areaCells(CELLS.map(([name, sites, functions]) => [name, Number((sites * SITE_UM2).toFixed(3)), functions])),
};
