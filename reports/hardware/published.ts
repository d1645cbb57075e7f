/** Units as gates beside what others published: ratios, the band in which ours is expected, and whether it is there. */
import {
  ENERGY_BANDS,
  PUBLISHED_ENERGIES,
  PUBLISHED_RATIOS,
  type PublishedEnergy,
} from '../../models/measurements/published-units.js';
import { FEMTOJOULES_PER_PICOJOULE } from '../../models/technologies/technology.js';
import type { HardwareCosts } from '../../records/hardware-costs.js';
import { macFj } from './cost-ratios.js';

export interface BesidePublished {
  readonly what: string;
  readonly unit: string;
  /** Theirs and ours: pJ a multiply-accumulate at their supply, or ratios. */
  readonly published: string;
  readonly ours: number;
  /** Ours over theirs for energies; the ratio itself otherwise. */
  readonly ratio: number;
  readonly band: readonly [number, number];
  readonly isInside: boolean;
  readonly note: string;
}

/** Where both units of a row were made. */
export function besidePublished(costs: HardwareCosts): BesidePublished[] {
  return [
    ...PUBLISHED_ENERGIES.flatMap((published) => energyRow(published, costs)),
    ...PUBLISHED_RATIOS.flatMap(({ name, quantity, unit, base, band, open, source }) => {
      const [over, under] = [unit, base].map((wanted) => costs.units.find((found) => found.unit === wanted));
      if (over === undefined || under === undefined) return [];
      const of = (cost: typeof over) => (quantity === 'area' ? cost.areaPerMacUm2 : macFj(cost, 'gaussian'));
      const ratio = of(over) / of(under);
      const row = { what: `${name}, ${quantity}`, unit: `${unit} / ${base}`, published: bandText(band), ours: ratio };
      return [{ ...row, ratio, band, isInside: isWithin(ratio, band), note: `${source}; ${open}` }];
    }),
  ];
}

function energyRow(
  { name, node, supplyV, picojoules, of, unit, source }: PublishedEnergy,
  costs: HardwareCosts,
): BesidePublished[] {
  const cost = costs.units.find((found) => found.unit === unit);
  if (cost === undefined) return [];
  const ours = (macFj(cost, 'gaussian') / FEMTOJOULES_PER_PICOJOULE) * (supplyV / costs.voltageV) ** 2;
  const [ratio, band] = [ours / picojoules, ENERGY_BANDS[of]];
  const what = `${name}, ${node}, ${supplyV} V, ${of} (pJ/MAC)`;
  const row = { what, unit, published: picojoules.toFixed(2), ours, ratio, band };
  return [{ ...row, isInside: isWithin(ratio, band), note: source }];
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return least <= value && value <= most;
}

export function bandText([least, most]: readonly [number, number]): string {
  return `${least}–${most}`;
}
