/**
 * Energy at 7 nm from published figures, each scaled in the open; where there is none at first hand, an assumption
 * with its reason. A first table: the datapath from gates comes later and replaces the assumed entries.
 *
 * Jouppi 2021 = N. Jouppi et al., "Ten lessons from three generations", ISCA 2021, table 2 (7 nm column), known to us
 * at second hand: a figure that rests on it is called assumed until the table has been looked up. Dally 2018/2020 = W. Dally, on-chip wire energy.
 */
import { type EnergyFigure, type EnergyFigures, PICOJOULES_PER_JOULE, type Technology } from './technology.js';

const JOUPPI = 'Jouppi et al., ISCA 2021, table 2, 7 nm, at second hand';

/** Energy of a whole multiply-accumulate, pJ. */
const MAC_PJ = {
  /** fp16: multiply 0.340, add 0.160. */
  fp16: { low: 0.34, value: 0.5, high: 0.75 },
  /** fp32: multiply 1.310, add 0.380. */
  fp32: { low: 1.31, value: 1.69, high: 2.2 },
  /** fp8: 4 × 4-bit significands, exponent add, alignment, a share of a 32-input sum. */
  fp8: { low: 0.1, value: 0.17, high: 0.3 },
} as const;

/**
 * The share of a MAC's energy that goes on whatever the operands are (clocked exponent path, alignment).
 * Assumed from one gate-level experiment: idle 62 of 143 fJ.
 */
const STANDING_SHARE = 62 / 143;
/** A published MAC is taken to be at half of its operands' bits toggling. */
const TOGGLING = 1 / 2;

const MAC_SOURCES = {
  fp8: `assumed, because no published 7 nm figure of an fp8 MAC is at hand: low is int8 multiply and add of ${JOUPPI} plus an exponent add; high is a fifth over half the fp16 MAC; the paper claims fp16 / 4`,
  fp16: `assumed from ${JOUPPI}: fp16 multiply 0.340 + add 0.160 pJ; low without the add (shared adder tree), high + 50 % (registers)`,
  fp32: `assumed from ${JOUPPI}: fp32 multiply 1.310 + add 0.380 pJ; low without the add, high + 30 % (registers)`,
} as const;

function mac(width: keyof typeof MAC_PJ): EnergyFigure {
  return {
    ...scaled(MAC_PJ[width], STANDING_SHARE),
    per: 'MAC',
    component: 'arithmetic',
    basis: 'assumed',
    source: `${MAC_SOURCES[width]}; here the ${(100 * STANDING_SHARE).toFixed(0)} % of it that every MAC costs, as in one experiment with gates; the rest is in the toggles of its operands`,
  };
}

function toggle(width: keyof typeof MAC_PJ): EnergyFigure {
  return {
    ...scaled(MAC_PJ[width], (1 - STANDING_SHARE) / TOGGLING),
    per: 'MAC whose input toggles in every bit',
    component: 'arithmetic',
    basis: 'assumed',
    source: `assumed: the MAC energy above that does not stand, at half of the bits toggling`,
  };
}

function scaled(range: { low: number; value: number; high: number }, factor: number) {
  return { low: range.low * factor, value: range.value * factor, high: range.high * factor };
}

/** Mean distance of two tiles, mm: two thirds of the side of 823 mm². */
const MEAN_DISTANCE_MM = (2 / 3) * Math.sqrt(823);
/** Side of a tile, mm, of 1,472 on 823 mm². */
const TILE_SIDE_MM = Math.sqrt(823 / 1472);
/** Wire energy per byte over a distance, pJ, at a figure in fJ/bit/mm. */
const wirePj = (femtojoules: number, distanceMm = MEAN_DISTANCE_MM) => (8 * distanceMm * femtojoules) / 1000;

/** Tiles and clock of the chip whose idle power bounds clock and leakage. */
const C600 = { tiles: 1472, clockHz: 1.5e9 } as const;
/** pJ a tile-cycle of a chip-wide power in W at full clock. */
const perTileCycle = (watts: number) => (watts / (C600.tiles * C600.clockHz)) * PICOJOULES_PER_JOULE;
/** pJ a tile-second of a chip-wide power in W. */
const perTileSecond = (watts: number) => (watts / C600.tiles) * PICOJOULES_PER_JOULE;

const TILE_FIGURES: EnergyFigures<'tiles'> = {
  'mac.fp8': mac('fp8'),
  'mac.fp16': mac('fp16'),
  'mac.fp32': mac('fp32'),
  'toggle.fp8': toggle('fp8'),
  'toggle.fp16': toggle('fp16'),
  'toggle.fp32': toggle('fp32'),
  'partial-rounding': {
    per: 'partial written',
    component: 'arithmetic',
    low: 0.03,
    value: 0.16,
    high: 0.38,
    basis: 'assumed',
    source: `assumed as one addition in the partial's width: int32 0.030, fp16 0.160, fp32 0.380 pJ (${JOUPPI})`,
  },
  'vector-issue': {
    per: 'issue of 4 lanes',
    component: 'arithmetic',
    low: 4 * 0.16,
    value: 4 * 0.34,
    high: 4 * 1.31,
    basis: 'assumed',
    source: `assumed as four lanes: fp16 add 0.160, fp16 multiply 0.340, fp32 multiply 1.310 pJ (${JOUPPI})`,
  },
  'latch-bit': {
    per: 'toggled latch bit',
    component: 'registers',
    low: 0.001,
    value: 0.002,
    high: 0.004,
    basis: 'assumed',
    source: 'assumed: about 2 fJ a flip-flop toggle, the order of the ASAP7 flip-flop at 0.70 V',
  },
  'coefficient-byte': {
    per: 'byte of coefficients written into the store',
    component: 'registers',
    low: 8 * 0.001,
    value: 8 * 0.002,
    high: 8 * 0.004,
    basis: 'assumed',
    source: 'assumed: eight flip-flop bits at 1–4 fJ; the SRAM read is counted on its own',
  },
  'sram-read-byte': {
    per: 'byte read',
    component: 'sram',
    low: 7.5 / 8,
    value: 8 / 8,
    high: 14 / 8,
    basis: 'assumed',
    source: `assumed from ${JOUPPI}: SRAM of 8 KB 7.5, 32 KB 8.5, 1 MB 14 pJ per 64 bits; 16 KiB elements between the first two`,
  },
  'sram-write-byte': {
    per: 'byte written',
    component: 'sram',
    low: 7.5 / 8,
    value: 8 / 8,
    high: 14 / 8,
    basis: 'assumed',
    source: `assumed from ${JOUPPI}: as a read, which the table does not tell from a write`,
  },
  'exchange-byte': {
    per: 'byte sent, once however many receive it',
    component: 'exchange',
    low: wirePj(20),
    value: wirePj(60),
    high: wirePj(150),
    basis: 'published',
    source: `${MEAN_DISTANCE_MM.toFixed(1)} mm (two thirds of the side of the 823 mm² die) × 60 fJ/bit/mm (20: Dally 2018; 100: Dally 2020; 150: Keckler 2011 at 10 nm)`,
  },
  'received-byte': {
    per: 'byte received by a tile',
    component: 'exchange',
    low: wirePj(20, TILE_SIDE_MM),
    value: wirePj(60, TILE_SIDE_MM),
    high: wirePj(150, TILE_SIDE_MM),
    basis: 'published',
    source: `${TILE_SIDE_MM.toFixed(2)} mm (the side of one of 1,472 tiles on the 823 mm² die) from the wire that all may listen to into a receiver × 60 fJ/bit/mm (20, 150: as of a byte sent)`,
  },
  instruction: {
    per: 'instruction issued',
    component: 'control',
    low: 4,
    value: 10,
    high: 20,
    basis: 'assumed',
    source: `assumed: an 8-byte fetch from SRAM (8 pJ, ${JOUPPI}) and a small decode`,
  },
  sync: {
    per: 'tile and barrier',
    component: 'control',
    low: 1,
    value: 5,
    high: 20,
    basis: 'assumed',
    source: 'assumed: a few bits across the die and back',
  },
  clock: {
    per: 'tile-cycle',
    component: 'clock',
    low: perTileCycle(10),
    value: perTileCycle(30),
    high: perTileCycle(60),
    basis: 'assumed',
    source: 'assumed: 10–60 W of clock distribution in a 185 W chip (C600 data sheet) at 1.5 GHz',
  },
  leakage: {
    per: 'tile-second',
    component: 'leakage',
    low: perTileSecond(3),
    value: perTileSecond(8),
    high: perTileSecond(12.6),
    basis: 'assumed',
    source: 'assumed below the 12.6 W that a C600 board draws with its clock at 20 MHz (Graphcore command-line tools)',
  },
};

export const published7nm: Technology = {
  name: 'published-7nm',
  node: '7 nm',
  summary: 'energies at 7 nm, scaled in the open: wires as published, the rest assumed, each with its reason',
  figures: { tiles: TILE_FIGURES },
};
