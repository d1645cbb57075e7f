/**
 * A library's facts as Liberty text, for programs that map to it or judge it: areas, leakage, functions, capacitances,
 * energies and delays; a flip-flop's setup. Where only areas are known, only areas and functions. Units ps, fF, nW.
 * Left out: everything else that Liberty can say; pins that are held at 1; a table's share of an output's transitions.
 */
import type {
  ArcEnergy,
  Cell,
  CellLibrary,
  CellOutput,
  CellPin,
  FlipFlop,
} from '../../../models/technologies/cells/cell-library.js';

/** @param cells those of the library that are written */
export function libertyText(library: CellLibrary, cells: readonly Cell[] = library.cells): string {
  const templates = new Map<string, string>();
  const body = cells.flatMap((cell) => cellLines(cell, templates));
  const lines = [`library (${library.name}) {`, ...headLines(library), ...templateLines(templates), ...body, '}'];
  return `${lines.join('\n')}\n`;
}

function headLines({ voltageV, temperatureC }: CellLibrary): string[] {
  return [
    '  delay_model : table_lookup;',
    '  time_unit : "1ps";',
    '  voltage_unit : "1V";',
    '  current_unit : "1mA";',
    '  pulling_resistance_unit : "1kohm";',
    '  leakage_power_unit : "1nW";',
    '  capacitive_load_unit (1, ff);',
    '  nom_process : 1;',
    `  nom_voltage : ${voltageV};`,
    `  nom_temperature : ${temperatureC};`,
    ...['input_threshold_pct', 'output_threshold_pct'].flatMap((name) => edges(name, 50)),
    ...edges('slew_lower_threshold_pct', 20),
    ...edges('slew_upper_threshold_pct', 80),
    `  operating_conditions (typical) { process : 1; voltage : ${voltageV}; temperature : ${temperatureC}; }`,
    '  default_operating_conditions : typical;',
  ];
}

function edges(name: string, value: number): string[] {
  return ['rise', 'fall'].map((edge) => `  ${name}_${edge} : ${value};`);
}

/** Names of templates by their axes, in the order of first use. */
function templateOf(templates: Map<string, string>, axes: string): string {
  const name = templates.get(axes) ?? `axes_${templates.size}`;
  templates.set(axes, name);
  return name;
}

function templateLines(templates: ReadonlyMap<string, string>): string[] {
  return [...templates].flatMap(([axes, name]) => {
    const [slews = '', loads = ''] = axes.split('|');
    return [
      templateLine('lu_table_template', name, [
        ['input_net_transition', slews],
        ['total_output_net_capacitance', loads],
      ]),
      templateLine('power_lut_template', name, [
        ['input_transition_time', slews],
        ['total_output_net_capacitance', loads],
      ]),
    ];
  });
}

function templateLine(kind: string, name: string, axes: readonly (readonly [string, string])[]): string {
  const used = axes.filter(([, values]) => values !== '');
  const words = used.map(([variable, values], i) => `variable_${i + 1} : ${variable}; index_${i + 1} ("${values}");`);
  return `  ${kind} (${name}) { ${words.join(' ')} }`;
}

function cellLines(cell: Cell, templates: Map<string, string>): string[] {
  const { flipFlop } = cell;
  const data = cell.inputs[0]?.pin ?? '';
  return [
    `  cell (${cell.name}) {`,
    `    area : ${cell.area};`,
    `    cell_leakage_power : ${cell.leakageNw};`,
    ...(flipFlop ? [`    ff (IQ, IQN) { clocked_on : "${flipFlop.clock.pin}"; next_state : "${data}"; }`] : []),
    ...(flipFlop ? pinLines(flipFlop.clock, ['      clock : true;'], templates) : []),
    ...cell.inputs.flatMap((pin) => inputLines(pin, flipFlop, templates)),
    ...cell.outputs.flatMap((output) => outputLines(output, templates)),
    '  }',
  ];
}

function inputLines(pin: CellPin, flipFlop: FlipFlop | undefined, templates: Map<string, string>): string[] {
  if (flipFlop === undefined || flipFlop.setup.slewsPs.length === 0) return pinLines(pin, [], templates);
  const { slewsPs, risePs, fallPs } = flipFlop.setup;
  const template = templateOf(templates, slewsPs.join(', '));
  const setup = [
    `      timing () { related_pin : "${flipFlop.clock.pin}"; timing_type : setup_rising;`,
    tableLine('rise_constraint', template, risePs, 1),
    tableLine('fall_constraint', template, fallPs, 1),
    '      }',
  ];
  return pinLines(pin, setup, templates);
}

function pinLines(pin: CellPin, inner: readonly string[], templates: Map<string, string>): string[] {
  const { riseFf, fallFf, energy } = pin;
  const template = energy && templateOf(templates, energy.slewsPs.join(', '));
  return [
    `    pin (${pin.pin}) {`,
    '      direction : input;',
    `      capacitance : ${Math.max(riseFf, fallFf)};`,
    `      rise_capacitance : ${riseFf};`,
    `      fall_capacitance : ${fallFf};`,
    ...inner,
    ...(energy && template ? ['      internal_power () {', ...powerLines(template, energy, 1), '      }'] : []),
    '    }',
  ];
}

type Edges = Pick<ArcEnergy, 'riseFj' | 'fallFj'>;

function powerLines(template: string, { riseFj, fallFj }: Edges, columns: number): string[] {
  return [tableLine('rise_power', template, riseFj, columns), tableLine('fall_power', template, fallFj, columns)];
}

function outputLines(output: CellOutput, templates: Map<string, string>): string[] {
  const { slewsPs, loadsFf, energies, delays } = output;
  const columns = loadsFf.length;
  const template = slewsPs.length > 0 ? templateOf(templates, `${slewsPs.join(', ')}|${loadsFf.join(', ')}`) : '';
  return [
    `    pin (${output.pin}) {`,
    '      direction : output;',
    `      function : "${output.function === '!IQ' ? 'IQN' : output.function}";`,
    ...(columns > 0 ? [`      max_capacitance : ${loadsFf.at(-1)};`] : []),
    ...delays.flatMap((arc) => [
      `      timing () { related_pin : "${arc.from}"; ${SENSES[arc.sense]}`,
      tableLine('cell_rise', template, arc.risePs, columns),
      tableLine('cell_fall', template, arc.fallPs, columns),
      tableLine('rise_transition', template, arc.riseTransitionPs, columns),
      tableLine('fall_transition', template, arc.fallTransitionPs, columns),
      '      }',
    ]),
    ...energies.flatMap((arc) => [
      `      internal_power () { related_pin : "${arc.from}";`,
      ...powerLines(template, arc, columns),
      '      }',
    ]),
    '    }',
  ];
}

const SENSES = {
  same: 'timing_sense : positive_unate;',
  opposite: 'timing_sense : negative_unate;',
  clock: 'timing_sense : non_unate; timing_type : rising_edge;',
} as const;

/** A row of the table a text. */
function tableLine(kind: string, template: string, values: readonly number[], columns: number): string {
  const width = columns === 1 ? values.length : columns;
  const rows = Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
  return `        ${kind} (${template}) { values (${rows.map((row) => `"${row.join(', ')}"`).join(', ')}); }`;
}
