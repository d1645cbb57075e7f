/**
 * Which unit as gates stands for a slice of the AMP, by the width of operands and of partials. What the silicon keeps
 * inside a step is not public: 25 aligned bits are taken, because the exact sum that the model has would need a window of
 * 97 bits where scales from −32 to 31 come in.
 * Into partials of fp32 a slice takes half as many products a cycle, as so many partials pass the ports (sim/tile/amp-shape.ts).
 * Left out: products of fp32, for which no unit is built.
 */
import { PARTIAL_WIDTHS, type PartialWidth } from '../machines/operand-width.js';
import { GATE_WIDTHS, type GateWidth } from './gate-widths.js';
import type { HardwareUnit } from './hardware-unit.js';
import { chosenHardware, familyScaleRange } from './of-unit.js';
import { hardwareUnit } from './presets.js';

/** As `--unit` and `--products` take them; fp8 with the scale port that the IPU21 has. */
const SLICES: Readonly<Record<GateWidth, Readonly<Record<PartialWidth, readonly [string, products?: number]>>>> = {
  fp8: { fp16: ['amp-f25'], fp32: ['amp-f25-fp32', 4] },
  fp16: { fp16: ['amp-fp16-f25'], fp32: ['amp-fp16-f25-fp32', 2] },
};

export function ampUnit(width: GateWidth, partials: PartialWidth): HardwareUnit {
  const [name, products] = SLICES[width][partials];
  const unit = hardwareUnit(name, 'AMP');
  const { datapath } = unit;
  const scaleRange = width === 'fp8' && datapath.kind === 'float' ? familyScaleRange(datapath.unit) : undefined;
  return chosenHardware(unit, { products, scaleRange });
}

/** All of them. */
export function ampUnits(): {
  readonly width: GateWidth;
  readonly partials: PartialWidth;
  readonly unit: HardwareUnit;
}[] {
  return GATE_WIDTHS.flatMap((width) =>
    PARTIAL_WIDTHS.map((partials) => ({ width, partials, unit: ampUnit(width, partials) })),
  );
}
