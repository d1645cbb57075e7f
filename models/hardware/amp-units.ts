/**
 * Which unit as gates stands for a slice of the AMP, by the width of operands and of partials. What the silicon keeps
 * inside a step is not public: 25 aligned bits are taken, because the exact sum that the model has would need a window of
 * 134 bits where scales from −32 to 31 come in.
 * Left out: products of fp32, for which no unit is built.
 */
import { type OperandWidth, PARTIAL_WIDTHS, type PartialWidth } from '../machines/operand-width.js';
import type { HardwareUnit } from './hardware-unit.js';
import { chosenHardware, familyScaleRange } from './of-unit.js';
import { hardwareUnit } from './presets.js';

/** Widths of operands whose products are built as gates. */
export const GATE_WIDTHS = ['fp8', 'fp16'] as const satisfies readonly OperandWidth[];
export type GateWidth = (typeof GATE_WIDTHS)[number];

/** As `--unit` takes them; fp8 with the scale port that the IPU21 has. */
const NAMES: Readonly<Record<GateWidth, Readonly<Record<PartialWidth, string>>>> = {
  fp8: { fp16: 'amp-f25', fp32: 'amp-f25-fp32' },
  fp16: { fp16: 'amp-fp16-f25', fp32: 'amp-fp16-f25-fp32' },
};

export function ampUnit(width: GateWidth, partials: PartialWidth): HardwareUnit {
  const unit = hardwareUnit(NAMES[width][partials], 'AMP');
  const { datapath } = unit;
  if (width !== 'fp8' || datapath.kind === 'integer') return unit;
  return chosenHardware(unit, { scaleRange: familyScaleRange(datapath.unit) });
}

export function isGateWidth(width: OperandWidth): width is GateWidth {
  return GATE_WIDTHS.some((known) => known === width);
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
