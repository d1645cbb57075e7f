/**
 * What static schedules take beyond their payload, by pattern: fitted by least squares to schedules of drawn phases
 * (verify/exchange/derive.ts makes the numbers again, a test compares), and how often a store meets a send in one SRAM
 * element, calibrated on published schedules (exchange-schedules.ts).
 */
import { assumed, calibrated } from '../../fact.js';
import { PUBLISHED_SCHEDULES } from './exchange-schedules.js';

export interface ExchangeShares {
  /** Cycles a sender that a receiver turns to. */
  readonly turnCycles: number;
  /** Of the payload, lost where many senders want many receivers and each is asked for by one at a time. */
  readonly contention: number;
  /** Of the payload that is stored where its receiver sends from: cycles in which neither goes on. */
  readonly clash: number;
}

/**
 * One block to several tiles; each tile its own words from each. Of the drawn schedules they are off by 3 and 8 % in
 * the mean without clashes, by 12 and 10 % with half of the words clashing, by 17 and 7 % with all.
 */
export const EXCHANGE_SHARES = {
  multicast: { turnCycles: 5.7, contention: 0, clash: 0.49 },
  pairwise: { turnCycles: 1, contention: 0.27, clash: 1.24 },
} as const satisfies Readonly<Record<string, ExchangeShares>>;

/** Of what a tile stores, the share in an element that one home is read from, by the share of memory that is taken. */
export const CLASH_PER_OCCUPIED = calibrated(
  0.8,
  'osmarks/ipu-stack docs/EXCHANGE_OVERLAP_2026_09_13.md and docs/MLP_LAYOUT_ALTERNATIVES.md, calibrated: least mean error of ten schedules; sends and stores of one element exclude each other (docs/EXCHANGE_INSTRUCTION_REFERENCE.md), and the fuller a tile the seldomer they lie apart',
  [...PUBLISHED_SCHEDULES.map(({ name }) => name), 'mlp_f16_b1_layout_control'],
).value;

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
