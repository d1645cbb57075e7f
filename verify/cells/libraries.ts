/**
 * The libraries whose facts are taken from Liberty files: where from, under which licence, which cells. Cells that
 * nothing is mapped to (a flip-flop with two outputs) are left out.
 */
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import { attributeOf, groupsOf, readLiberty } from '../../sim/gates/library/liberty-text.js';
import { cellFacts } from './cell-facts.js';
import { scalesOf } from './tables.js';

export interface LibrarySource {
  readonly name: string;
  readonly node: string;
  /** Below the folder of extracts. */
  readonly file: string;
  readonly source: string;
  readonly licence: string;
  readonly leftOut: readonly string[];
}

export const LIBRARY_SOURCES: readonly LibrarySource[] = [
  {
    name: 'asap7',
    node: 'ASAP7, a predictive 7 nm',
    file: 'asap7_rvt_tt_0p70v_25c_trim.lib',
    source: 'asap7sc7p5t RVT TT NLDM 211120 (The-OpenROAD-Project/OpenROAD-flow-scripts, flow/platforms/asap7)',
    licence: 'BSD-3-Clause, Copyright 2020 Lawrence T. Clark, Vinay Vashishtha, or Arizona State University',
    leftOut: [],
  },
  {
    name: 'sky130',
    node: 'SkyWater 130 nm',
    file: 'sky130hd_tt_1p80v_25c_trim.lib',
    source: 'sky130_fd_sc_hd tt 1.80 V 25 °C (google/skywater-pdk)',
    licence: 'Apache-2.0, Copyright 2020 The SkyWater PDK Authors',
    leftOut: [],
  },
  {
    name: 'sg13g2',
    node: 'IHP SG13G2, 130 nm',
    file: 'sg13g2_typ_1p20v_25c_trim.lib',
    source: 'sg13g2_stdcell typ 1.20 V 25 °C, revision 0.1.3 (IHP-GmbH/IHP-Open-PDK)',
    licence: 'Apache-2.0, Copyright 2024 IHP PDK Authors',
    leftOut: ['sg13g2_dfrbp_1'],
  },
  {
    name: 'gt2n',
    node: 'GT2N, a predictive 2 nm',
    file: 'gt2n_w13_svt_tt_0p70v_25c_trim.lib',
    source: 'gt2_6t w13 SVT TT 0.70 V 25 °C (Georgia Tech)',
    licence: 'BSD-3-Clause, Copyright 2025 Dongwon Jang, Piyush Kumar, Azad Naeemi, or Georgia Institute of Technology',
    leftOut: [],
  },
];

/** A library's facts from its Liberty file. */
export function libraryFacts(source: LibrarySource, liberty: string): CellLibrary {
  const library = readLiberty(liberty, source.file);
  const scales = scalesOf(library);
  const { name, node, licence, leftOut } = source;
  const cells = groupsOf(library, 'cell').filter(({ names }) => !leftOut.includes(names[0] ?? ''));
  return {
    name,
    node,
    voltageV: Number(attributeOf(library, 'nom_voltage')),
    temperatureC: Number(attributeOf(library, 'nom_temperature')),
    source: source.source,
    licence,
    facts: 'areas-energies-delays',
    areaUnit: 'um2',
    cells: cells.map((cell) => cellFacts(library, scales, cell)),
  };
}

/** As it stands in models/technologies/cells: a table a line. */
export function factsText(library: CellLibrary): string {
  const text = JSON.stringify(library, null, 1);
  return `${text.replaceAll(/\[\s+([-\d.e,\s]+?)\s+\]/g, (_, list: string) => `[${list.replaceAll(/\s+/g, '')}]`)}\n`;
}
