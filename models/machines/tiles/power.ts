/** A chip's power as its firmware and its supply bound it, as data. What the chip draws is priced (sim/energy). */
import { assumed, documented, type FactsOf } from '../../fact.js';

export interface PowerRecord {
  /** Average power that the chip may draw: where it would draw more its clock falls. */
  readonly capW: number;
  /** Of the cores at full clock. Energy of what toggles follows its square, leakage itself. */
  readonly supplyV: number;
  /** How far the supply follows a clock that falls: 0 it stays, 1 it falls in proportion. */
  readonly supplyPerClock: number;
}

const supplyPerClock = assumed(
  0,
  'assumed, because Graphcore’s gc-monitor tells of a clock that drops under load, and of no supply that does',
);

const GC200_SUPPLY_V = 0.75;
/** Bow-2000 data sheet: up to 16 % more work a joule than the M2000, at 1.4 times the clock. */
const BOW_EFFICIENCY = 1.16;

export const GC200_POWER: FactsOf<PowerRecord> = {
  capW: documented(300, 'Graphcore M2000: at most 300 W a chip'),
  supplyV: assumed(GC200_SUPPLY_V, 'assumed, because Graphcore publishes none: the nominal supply of 7 nm'),
  supplyPerClock,
};

export const BOW_POWER: FactsOf<PowerRecord> = {
  capW: assumed(300, 'assumed as on gc200, where: Graphcore M2000: at most 300 W a chip'),
  supplyV: assumed(
    Math.round(1000 * (GC200_SUPPLY_V / Math.sqrt(BOW_EFFICIENCY))) / 1000,
    'assumed, because Graphcore publishes none: 0.75 V ÷ √1.16, as if all of the 16 % that the Bow-2000 data sheet gives it over the M2000 came from the supply',
  ),
  supplyPerClock,
};

export const C600_POWER: FactsOf<PowerRecord> = {
  capW: documented(185, 'Graphcore C600 data sheet: 185 W, capped; the cap can be configured'),
  supplyV: assumed(
    0.64,
    'assumed, because Graphcore publishes none: 0.85 of the GC200’s. Typical power per peak fp16 rate is 185 W : 280 TFLOP/s here and 1,100 W : 1,000 TFLOP/s on an M2000, which is 0.78 in supply were all of it its four chips, and 0.91 were 373 W of it not (which its data sheet and the Bow-2000’s give together)',
  ),
  supplyPerClock,
};
