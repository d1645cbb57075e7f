/**
 * What a choice costs, as ratios of units that differ in it alone: area and energy a multiply-accumulate (central, with the
 * clock) on normal operands. A ratio is there where both of its units are.
 */
import { RANDOM_BITS } from '../../models/hardware/compared-units.js';
import type { HardwareCosts, UnitCost } from '../../records/hardware-costs.js';

export interface CostRatio {
  /** What is compared with what. */
  readonly name: string;
  readonly unit: string;
  readonly base: string;
  readonly area: number;
  readonly energy: number;
}

/** [what it is, unit, base]. */
const PAIRS: readonly (readonly [string, string, string])[] = [
  ['fp8 to fp16 operands, F = 25', 'amp-f25', 'amp-fp16-f25'],
  ['fp8, F = 25, to int8', 'amp-f25', 'amp-int8'],
  ['fp16, F = 25, to int8', 'amp-fp16-f25', 'amp-int8'],
  ['F = 13 to F = 25', 'amp-f13', 'amp-f25'],
  ['exact to F = 25', 'amp-exact', 'amp-f25'],
  ['f143 alone to f143 and f152, exact', 'amp-f143-exact', 'amp-exact'],
  ['fp32 to fp16 accumulator, F = 25', 'amp-f25-fp32', 'amp-f25'],
  ['with a scale port to without', 'amp-f25-scaled', 'amp-f25'],
  ['zeros gated to not', 'amp-f25-gated', 'amp-f25'],
  ...RANDOM_BITS.map((bits) => [`${bits} random bits to nearest even`, `amp-f25-r${bits}`, 'amp-f25'] as const),
  ['Hopper’s fp8, 32 products and F = 13, to its fp16, 16 and F = 25', 'hopper-fp8', 'hopper-fp16'],
  ['Blackwell’s fp8, F = 25, to Hopper’s, F = 13', 'blackwell-fp8', 'hopper-fp8'],
  ['ExSdotp to a fused multiply-add of fp8', 'exsdotp-fp8', 'fma-fp8'],
];

export function costRatios({ units }: HardwareCosts): CostRatio[] {
  const byName = new Map(units.map((unit) => [unit.unit, unit]));
  return PAIRS.flatMap(([name, unit, base]) => {
    const [over, under] = [byName.get(unit), byName.get(base)];
    if (over === undefined || under === undefined) return [];
    const area = over.areaPerMacUm2 / under.areaPerMacUm2;
    return [{ name, unit, base, area, energy: macFj(over, 'gaussian') / macFj(under, 'gaussian') }];
  });
}

/** fJ of a multiply-accumulate on one kind of operands, the clock in it. */
export function macFj({ clockFj, energies }: UnitCost, operands: string): number {
  return clockFj + (energies.find((energy) => energy.operands === operands)?.centralFj ?? 0);
}
