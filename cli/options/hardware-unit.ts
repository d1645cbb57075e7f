/** The options that name a unit to build, and the unit that they become: a preset, or a unit as `octile dot` has it. */
import type { Argv } from 'yargs';
import { checkBuildable, MOST_PRODUCTS, MOST_STAGES } from '../../models/hardware/buildable.js';
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { chosenHardware, familyScaleRange, hardwareOf } from '../../models/hardware/of-unit.js';
import { HARDWARE_UNITS } from '../../models/hardware/presets.js';
import { InputError, shown } from '../../models/input-error.js';
import { madeChoices, type UnitChoices } from '../../models/units/spelling.js';
import { WRITTEN_FILES } from '../../records/text-record.js';
import { optionName, wholeNumber } from './checks.js';
import { chosenUnit, unitOptions } from './unit.js';

export interface HardwareUnitOptions extends UnitChoices {
  unit: string;
  'a-format': string | undefined;
  'b-format': string | undefined;
  products: number | undefined;
  stages: number | undefined;
  'zero-gating': boolean;
  'scale-port': boolean;
}

/** For commands on one unit. */
export function hardwareUnitOptions<T>(yargs: Argv<T>) {
  return unitOptions(
    yargs
      .option('unit', {
        type: 'string',
        demandOption: true,
        describe: `a unit to build (${HARDWARE_UNITS.map(({ name }) => name).join(', ')}), a unit of \`octile units\`, or a file`,
      })
      .option('a-format', { type: 'string', describe: 'format of a, of a unit of `octile units`' })
      .option('b-format', { type: 'string', describe: 'format of b (as a unless said)' })
      .option('products', { type: 'number', describe: 'products a step (the unit’s own unless said)' })
      .option('stages', { type: 'number', describe: 'register stages, the output’s among them' })
      .option('zero-gating', { type: 'boolean', default: false, describe: 'hold the operands of products with a zero' })
      .option('scale-port', {
        type: 'boolean',
        default: false,
        describe: 'a port for the sum of the operands’ scales, of the unit’s range (without it the sum is 0)',
      }),
  );
}

/** @throws InputError naming the option, also for what cannot be built */
export function hardwareUnitOf(options: HardwareUnitOptions): HardwareUnit {
  const preset = HARDWARE_UNITS.find(({ name }) => name === options.unit);
  const { base, scaleRange } = preset === undefined ? named(options) : presetAlone(preset, options);
  const { products, stages } = options;
  if (options['scale-port'] && scaleRange === undefined) {
    throw new InputError(optionName('scale-port'), 'a unit of floats', base.name);
  }
  const unit = chosenHardware(base, {
    ...(products === undefined ? {} : { products: wholeNumber('products', products, 1, MOST_PRODUCTS) }),
    ...(stages === undefined ? {} : { stages: wholeNumber('stages', stages, 1, MOST_STAGES) }),
    ...(options['zero-gating'] ? { zeroGating: 'gated' } : {}),
    ...(options['scale-port'] ? { scaleRange } : {}),
  });
  checkBuildable(unit, optionName('unit'));
  return unit;
}

interface Base {
  readonly base: HardwareUnit;
  /** Of a scale port, where one is asked for; an integer unit has none. */
  readonly scaleRange: readonly [number, number] | undefined;
}

const OR_ELSE = `a preset (${HARDWARE_UNITS.map(({ name }) => name).join(', ')}), or ${WRITTEN_FILES}`;

function named(options: HardwareUnitOptions): Base {
  const [a, b] = [options['a-format'], options['b-format']];
  const unit = chosenUnit({ text: options.unit, where: optionName('unit'), a, b, orElse: OR_ELSE }, options);
  return { base: hardwareOf(unit), scaleRange: unit.scaleRange };
}

function presetAlone(base: HardwareUnit, options: HardwareUnitOptions): Base {
  const chosen = { ...madeChoices(options), 'a-format': options['a-format'], 'b-format': options['b-format'] };
  for (const [option, value] of Object.entries(chosen)) {
    if (value === undefined) continue;
    const remedy = 'name a unit of `octile units` for other formats and rules';
    throw new InputError(optionName(option), `no choice beside the preset ${base.name}`, shown(value), remedy);
  }
  return { base, scaleRange: base.datapath.kind === 'float' ? familyScaleRange(base.datapath.unit) : undefined };
}
