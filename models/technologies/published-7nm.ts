/**
 * Energy at 7 nm from what was published: power that was measured of IPUs (calibration.ts), figures of operations and
 * wires, each scaled in the open; where there is none at first hand, an assumption with its reason. Figures hold at the
 * supply of the measured GC200; those that name no supply are taken to hold there.
 *
 * Jouppi 2021 = N. Jouppi et al., "Ten lessons from three generations", ISCA 2021, table 2 (7 nm column), known to us
 * at second hand: a figure that rests on it is called assumed until the table has been looked up. Dally 2018/2020 = W. Dally, on-chip wire energy.
 */
import { AMP_FIGURES } from './amp-figures.js';
import {
  type BesideOperandPath,
  operandBusPj,
  REFERENCE_SUPPLY_V,
  REST,
  TRIAD_ELEMENT,
  TRIAD_ELEMENT_APART,
} from './calibration.js';
import { JOUPPI } from './jouppi.js';
import { C600_REST, GC200_REST, GC200_TRIAD } from './measured-power.js';
import { type EnergyFigure, type EnergyFigures, PICOJOULES_PER_JOULE, type Technology } from './technology.js';

/** Mean distance of two tiles, mm: two thirds of the side of 823 mm². */
const MEAN_DISTANCE_MM = (2 / 3) * Math.sqrt(823);
/** Side of a tile, mm, of 1,472 on 823 mm². */
const TILES = 1472;
const TILE_SIDE_MM = Math.sqrt(823 / TILES);
/** Wire energy per byte over a distance, pJ, at a figure in fJ/bit/mm. */
const wirePj = (femtojoules: number, distanceMm = MEAN_DISTANCE_MM) => (8 * distanceMm * femtojoules) / 1000;

/** A tile's share of a chip's joules, in pJ. */
const tilePj = (joules: number) => (joules / TILES) * PICOJOULES_PER_JOULE;

type Range = Readonly<Record<'low' | 'value' | 'high', number>>;
const ENDS = ['low', 'value', 'high'] as const;
const range = (low: number, value: number, high: number): Range => ({ low, value, high });
const times = (factor: number, { low, value, high }: Range): Range =>
  range(factor * low, factor * value, factor * high);

const SRAM_BYTE = range(0.4, 1, 14 / 8);
const REGISTER_BYTE = range(0.1, 0.3, 0.6);
const WORKER_INSTRUCTION = range(8, 15, 30);
const VECTOR_ISSUE = range(4 * 0.16, 4 * 0.34, 4 * 1.31);
const CLOCK_AT_REST = tilePj(REST.perHz);
const ACTIVE_CLOCK = range(0, CLOCK_AT_REST / 3, CLOCK_AT_REST);

/** What else a triad spends, every figure at one end. */
function besideOperandPath(end: (typeof ENDS)[number]): BesideOperandPath {
  return {
    readByte: SRAM_BYTE[end],
    writtenByte: SRAM_BYTE[end],
    registerByte: REGISTER_BYTE[end],
    bundle: WORKER_INSTRUCTION[end] + ACTIVE_CLOCK[end],
    vectorIssue: VECTOR_ISSUE[end],
  };
}

/**
 * Central: one pass over the arrays, the rest of the table at its central figures. The ends are readings of the same row:
 * at least two passes, at most one pass with the rest of the table at its low end.
 */
const OPERAND_BUS = range(
  operandBusPj(besideOperandPath('value'), TRIAD_ELEMENT_APART),
  operandBusPj(besideOperandPath('value'), TRIAD_ELEMENT),
  operandBusPj(besideOperandPath('low'), TRIAD_ELEMENT),
);

/** At rest two boards, two bins: how far clock and standing power may lie apart with their sum as it is. */
const REST_SPREAD = { low: 0.85, high: 1.15 } as const;
const rest = (value: number): Range => range(REST_SPREAD.low * value, value, REST_SPREAD.high * value);

const REST_SOURCE = `${GC200_REST.source} (41.6 W at 1.33 GHz), and ${C600_REST.source} (12.6 W), taken apart by clock and supply`;

type Said = Pick<EnergyFigure, 'per' | 'component' | 'basis' | 'source'>;
const figure = (said: Said, ends: Range): EnergyFigure => ({ ...said, ...ends });
const assumed = (component: EnergyFigure['component'], per: string, ends: Range, source: string): EnergyFigure =>
  figure({ per, component, basis: 'assumed', source }, ends);
const published = (component: EnergyFigure['component'], per: string, ends: Range, source: string): EnergyFigure =>
  figure({ per, component, basis: 'published', source }, ends);
const measured = (
  component: EnergyFigure['component'],
  per: string,
  ends: Range,
  source: string,
  calibratedOn: readonly string[],
): EnergyFigure => ({ ...figure({ per, component, basis: 'measured', source }, ends), calibratedOn });

const SRAM_SOURCE = `assumed from ${JOUPPI}: SRAM of 8 KB 7.5, 32 KB 8.5, 1 MB 14 pJ per 64 bits; 16 KiB elements between the first two; low 50 fJ a bit (Dally 2020)`;

const TILE_FIGURES: EnergyFigures<'tiles'> = {
  ...AMP_FIGURES,
  'vector-issue': assumed(
    'arithmetic',
    'issue of 4 lanes',
    VECTOR_ISSUE,
    `assumed as four lanes: fp16 add 0.160, fp16 multiply 0.340, fp32 multiply 1.310 pJ (${JOUPPI})`,
  ),
  'latch-bit': assumed(
    'operands',
    'toggled latch bit',
    range(0.001, 0.002, 0.004),
    'assumed: about 2 fJ a flip-flop toggle, the order of the ASAP7 flip-flop at 0.70 V',
  ),
  'coefficient-byte': assumed(
    'operands',
    'byte of coefficients written into the store',
    times(8, range(0.001, 0.002, 0.004)),
    'assumed: eight flip-flop bits at 1–4 fJ; the SRAM read and the way from it are counted on their own',
  ),
  'register-byte': assumed(
    'operands',
    'byte loaded or stored by way of the register file: written and read once',
    REGISTER_BYTE,
    'assumed: an access of a file of some hundred 64-bit registers a tile, two of them at a sixth of the 8 KB SRAM’s energy',
  ),
  'operand-bus-byte': measured(
    'operands',
    'byte between SRAM and a unit',
    OPERAND_BUS,
    `${GC200_TRIAD.source}: 84.5 pJ an element above rest, less the SRAM, registers, instructions, active clock and arithmetic of one pass over the arrays (12 B, 1.5 bundles); low: of two passes through memory (20 B, 2.5 bundles), high: with the rest of the table at its low end`,
    [GC200_TRIAD.name],
  ),
  'sram-read-byte': assumed('sram', 'byte read', SRAM_BYTE, SRAM_SOURCE),
  'sram-write-byte': assumed('sram', 'byte written', SRAM_BYTE, `${SRAM_SOURCE}; written as read`),
  'exchange-byte': published(
    'exchange',
    'byte sent, once however many receive it',
    range(wirePj(20), wirePj(60), wirePj(150)),
    `${MEAN_DISTANCE_MM.toFixed(1)} mm (two thirds of the side of the 823 mm² die) × 60 fJ/bit/mm (20: Dally 2018; 100: Dally 2020; 150: Keckler 2011 at 10 nm)`,
  ),
  'received-byte': published(
    'exchange',
    'byte received by a tile',
    range(wirePj(20, TILE_SIDE_MM), wirePj(60, TILE_SIDE_MM), wirePj(150, TILE_SIDE_MM)),
    `${TILE_SIDE_MM.toFixed(2)} mm (the side of one of 1,472 tiles on the 823 mm² die) from the wire that all may listen to into a receiver × 60 fJ/bit/mm (20, 150: as of a byte sent)`,
  ),
  'worker-instruction': assumed(
    'control',
    'bundle issued by a worker',
    WORKER_INSTRUCTION,
    `assumed: an 8-byte fetch from SRAM (8 pJ, ${JOUPPI}), decoding and sequencing as much again; high: about 30 pJ an instruction of a GPU (Dally 2023, quoted)`,
  ),
  'supervisor-instruction': assumed(
    'control',
    'instruction issued by the supervisor',
    times(1 / 2, WORKER_INSTRUCTION),
    'assumed: half of a worker’s, as the fetch of 4 bytes instead of 8',
  ),
  sync: assumed('control', 'tile and barrier', range(1, 5, 20), 'assumed: a few bits across the die and back'),
  clock: measured('clock', 'tile-cycle, whatever the tile does', rest(CLOCK_AT_REST), REST_SOURCE, [
    GC200_REST.name,
    C600_REST.name,
  ]),
  'active-clock': assumed(
    'clock',
    'tile-cycle in which a program runs',
    ACTIVE_CLOCK,
    'assumed: a third of the clock at rest for the flip-flops that stand gated there, none to as much again',
  ),
  leakage: measured('leakage', 'tile-second', rest(tilePj(REST.standing)), REST_SOURCE, [
    GC200_REST.name,
    C600_REST.name,
  ]),
};

export const published7nm: Technology = {
  name: 'published-7nm',
  node: '7 nm',
  summary:
    'what was published at 7 nm: power measured of IPUs at rest and at work, wires; the rest assumed, each with its reason',
  supplyV: REFERENCE_SUPPLY_V,
  figures: { tiles: TILE_FIGURES },
};
