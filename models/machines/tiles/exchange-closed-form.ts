/**
 * What static schedules take beyond their payload, by pattern: fitted by least squares to schedules of drawn phases
 * (verify/exchange/derive.ts makes the numbers again, a test compares), and how often a store meets a send in one SRAM
 * element, calibrated on published schedules (exchange-schedules.ts).
 */
import { assumed, calibrated, counted, type FactsOf } from '../../fact.js';
import { PUBLISHED_SCHEDULES } from './exchange-schedules.js';
import type { ExchangeLosses } from './tile-machine.js';

const DRAWN = 'verify/exchange/derive.ts: least squares on schedules of 40 drawn phases a pattern';

/**
 * One block to several tiles. Of the drawn schedules it is off by 3 % in the mean without clashes, by 12 % with half of
 * the words clashing, by 17 % with all.
 */
export const MULTICAST: FactsOf<ExchangeLosses> = {
  turnCycles: counted(5.7, DRAWN),
  contention: counted(0, `${DRAWN}: none, a block leaves once`),
  clash: counted(0.49, DRAWN),
};

/** Each tile its own words from each: off by 8, 10 and 7 %. */
export const PAIRWISE: FactsOf<ExchangeLosses> = {
  turnCycles: counted(1, DRAWN),
  contention: counted(0.27, DRAWN),
  clash: counted(1.24, DRAWN),
};

export const CLASH_PER_OCCUPIED = calibrated(
  0.8,
  'osmarks/ipu-stack docs/EXCHANGE_OVERLAP_2026_09_13.md and docs/MLP_LAYOUT_ALTERNATIVES.md, calibrated: least mean error of ten schedules; sends and stores of one element exclude each other (docs/EXCHANGE_INSTRUCTION_REFERENCE.md), and the fuller a tile the seldomer they lie apart',
  [...PUBLISHED_SCHEDULES.map(({ name }) => name), 'mlp_f16_b1_layout_control'],
);

/** Of a tile that holds its share of a network's weights, tables and blocks at once. */
export const FULL_TILE_OCCUPIED = assumed(
  0.79,
  'assumed, because a 27-layer model at batch 1 holds 280 KB of weights, 75 to 104 KB of tables, 47 KB of gathered blocks, 26 KB of partials and some 10 KB of activations in 586,960 B',
).value;

/** Of a tile of that MLP on its own, in its largest phase. */
export const LIGHT_TILE_OCCUPIED = assumed(
  0.26,
  'assumed, because an fp16 MLP of 729 × 1152 × 4304 holds 105 KB of gathered activations, 28 KB of gathered weights, 14 KB of weights and 9 KB of its share of results in 586,960 B',
).value;
