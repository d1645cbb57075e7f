/**
 * The units of the table of what a format costs: presets, and slices of the AMP that differ in one thing. All as gates, so
 * that two rows differ by what their names say.
 */
import type { HardwareUnit } from './hardware-unit.js';
import { chosenHardware, familyScaleRange } from './of-unit.js';
import { HARDWARE_UNITS, hardwareUnit } from './presets.js';

/** Random bits of the units that round stochastically. */
export const RANDOM_BITS = [2, 4, 8, 10, 13] as const;

/** In the order of the table. */
export function comparedUnits(): HardwareUnit[] {
  return [
    ...HARDWARE_UNITS,
    withScales(hardwareUnit('amp-f25', 'cost')),
    chosenHardware(hardwareUnit('amp-f25', 'cost'), { zeroGating: 'gated' }),
    ...RANDOM_BITS.map((bits) => stochastic(hardwareUnit('amp-f25', 'cost'), bits)),
  ];
}

function withScales(unit: HardwareUnit): HardwareUnit {
  const { datapath } = unit;
  return datapath.kind === 'float' ? chosenHardware(unit, { scaleRange: familyScaleRange(datapath.unit) }) : unit;
}

/** Rounding into the partial with so many random bits, which come in at a port: their LFSR is not counted. */
function stochastic(unit: HardwareUnit, randomBits: number): HardwareUnit {
  const { datapath } = unit;
  if (datapath.kind === 'integer') return unit;
  const accumulator = { ...datapath.unit.accumulator, rounding: 'stochastic', randomBits } as const;
  return {
    ...unit,
    name: `${unit.name}-r${randomBits}`,
    summary: `${unit.summary}, rounded stochastically with ${randomBits} random bits`,
    datapath: { ...datapath, unit: { ...datapath.unit, accumulator } },
  };
}
