/** The options of characterising a unit: library, order, wires, sampling; what the actions on gates and operands share. */
import type { Argv } from 'yargs';
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { InputError } from '../../models/input-error.js';
import { CELL_LIBRARIES, cellLibrary } from '../../models/technologies/cells/libraries.js';
import type { Sampling } from '../../sim/gates/characterise/operand-set.js';
import { STREAM_ORDERS, usualOrder } from '../../sim/gates/operands/orders/orders.js';
import { oneOf, optionName, realNumber, wholeNumber } from './checks.js';

export interface CharacteriseOptions {
  library: string;
  order: string | undefined;
  wire: number;
  windows: number;
  cycles: number;
  seed: number;
}

const MOST_WINDOWS = 10_000;
const MOST_CYCLES = 100_000;
export const MOST_WIRE_FF = 100;

/** Libraries whose energies are known. */
const PRICED_LIBRARIES = CELL_LIBRARIES.filter(({ facts }) => facts === 'areas-energies-delays');

export function characteriseOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('library', {
      type: 'string',
      default: 'asap7',
      describe: `cells: ${PRICED_LIBRARIES.map(({ name }) => name).join(', ')}`,
    })
    .option('order', {
      type: 'string',
      describe: `in which operands stream: ${STREAM_ORDERS.join(', ')} (that of the unit’s machine)`,
    })
    .option('wire', { type: 'number', default: 0, describe: 'load of wires, fF for each pin that reads a net' })
    .option('windows', { type: 'number', default: 8, describe: 'sampled windows of each kind of operands' })
    .option('cycles', { type: 'number', default: 136, describe: 'of a window, of 128 units side by side' })
    .option('seed', { type: 'number', default: 1, describe: 'of made up operands, and of where windows lie' });
}

/** @throws InputError naming the option */
export function samplingOf(options: CharacteriseOptions, unit: HardwareUnit): Sampling {
  const { order } = options;
  return {
    order: order === undefined ? usualOrder(unit) : oneOf('order', STREAM_ORDERS, order),
    seed: wholeNumber('seed', options.seed, 0, 2 ** 32 - 1),
    windows: wholeNumber('windows', options.windows, 1, MOST_WINDOWS),
    cycles: wholeNumber('cycles', options.cycles, unit.pipelineStages + 2, MOST_CYCLES),
  };
}

/** @throws InputError for a library without energies */
export function pricedLibrary(name: string) {
  const library = cellLibrary(name, optionName('library'));
  if (PRICED_LIBRARIES.includes(library)) return library;
  const names = PRICED_LIBRARIES.map((known) => known.name).join(', ');
  throw new InputError(optionName('library'), `one whose energies are known (${names})`, name);
}

export function wireOf({ wire }: CharacteriseOptions): number {
  return realNumber('wire', wire, 0, MOST_WIRE_FF);
}
