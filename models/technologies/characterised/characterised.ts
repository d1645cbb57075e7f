/**
 * Units as gates that energy tables are made of, characterised: one file a unit, made again byte for byte by the command
 * that it names. Left out: how they are made (stages/hardware/macro-model.ts).
 */
import type { GateWidth } from '../../hardware/gate-widths.js';
import type { UnitChange } from '../../hardware/unit-changes.js';
import type { PartialWidth } from '../../machines/operand-width.js';
import ampF25Fp32 from './amp-f25-fp32-k4-scaled-asap7.json' with { type: 'json' };
import ampF25 from './amp-f25-scaled-asap7.json' with { type: 'json' };
import ampFp16 from './amp-fp16-f25-asap7.json' with { type: 'json' };
import ampFp16Fp32 from './amp-fp16-f25-fp32-k2-asap7.json' with { type: 'json' };

/** What is read of such a file (records/characterised-unit.ts has all of it). */
export interface CharacterisedUnitFacts {
  readonly unit: string;
  readonly library: string;
  readonly command: string;
  readonly voltageV: number;
  readonly wireFfPerFanOut: number;
  readonly productsPerStep: number;
  readonly netlist: { readonly cells: number };
  /** fJ a multiply-accumulate. */
  readonly clock: { readonly flipFlopsFj: number; readonly treeFj: number };
  /** fJ of each change. */
  readonly models: { readonly central: Readonly<Record<UnitChange, number>> };
  readonly judged: { readonly central: { readonly mean: number; readonly worst: number } };
  /** Of the central energy. */
  readonly range: { readonly low: number; readonly high: number };
  /** Changes a cycle of a unit. */
  readonly operands: readonly { readonly operands: string; readonly changes: Readonly<Record<UnitChange, number>> }[];
}

const UNITS: Readonly<Record<GateWidth, Readonly<Record<PartialWidth, CharacterisedUnitFacts>>>> = {
  fp8: { fp16: ampF25, fp32: ampF25Fp32 },
  fp16: { fp16: ampFp16, fp32: ampFp16Fp32 },
};

/** Of the unit that stands for a slice of the AMP (models/hardware/amp-units.ts). */
export function characterisedAmp(width: GateWidth, partials: PartialWidth): CharacterisedUnitFacts {
  return UNITS[width][partials];
}
