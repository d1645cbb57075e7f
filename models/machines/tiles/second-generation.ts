/**
 * Graphcore's second generation (GC200) and its faster package (Bow): the tile of the IPU21 without 8-bit
 * operands, at other clocks. Source: Graphcore data sheets (clock, peak rates, SRAM); the tile's programs are
 * the IPU21's, because poplibs builds both from the same vertices and only the IPU21's were measured.
 * Left out: what else the packages differ in (links).
 */
import { changedFacts, documented, type Fact, type FactsOf } from '../../fact.js';
import { IPU21_FACTS } from './ipu21.js';
import { BOW_POWER, GC200_POWER, type PowerRecord } from './power.js';
import { type TileMachine, type TileNumbers, tileMachine } from './tile-machine.js';

const AS_IPU21 = changedFacts<TileNumbers>(IPU21_FACTS, (fact) => ({
  ...fact,
  basis: 'assumed',
  source: `assumed as on ipu21, where: ${fact.source}`,
}));

function secondGeneration(name: string, summary: string, clockHz: Fact, power: FactsOf<PowerRecord>): TileMachine {
  return tileMachine(name, summary, {
    ...AS_IPU21,
    tiles: documented(1472, 'Graphcore data sheet: 1,472 tiles'),
    clockHz,
    power,
    tile: {
      ...AS_IPU21.tile,
      workers: documented(6, 'Graphcore tile vertex ISA: six worker contexts, round robin'),
      sramBytes: documented(638_976, 'Graphcore data sheet: 897 MiB in 1,472 tiles, 624 KiB each'),
    },
    amp: { ...AS_IPU21.amp, operands: ['fp16', 'fp32'] },
  });
}

export const gc200 = secondGeneration(
  'gc200',
  'Graphcore GC200 (Mk2): 1,472 tiles, 64 fp16 multiply-accumulates a tile-cycle, no fp8',
  documented(1.325e9, 'Graphcore GC200: 250 TFLOP/s in fp16 on 1,472 tiles of 64 multiply-accumulates, 1.325 GHz'),
  GC200_POWER,
);

export const bow = secondGeneration(
  'bow',
  'Graphcore Bow: the tiles of a GC200 at a higher clock, no fp8',
  documented(1.85e9, 'Graphcore Bow: 350 TFLOP/s in fp16, 87.1 in fp32 on 1,472 tiles, 1.85 GHz'),
  BOW_POWER,
);
