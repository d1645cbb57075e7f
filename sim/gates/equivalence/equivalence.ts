/**
 * A netlist beside the model of its unit: results of drawn operands, random and hard ones, bit for bit. Operands are
 * drawn in blocks, each from its own seed, so that a long run is the sum of its blocks.
 * Left out: a proof for all operands.
 */
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import { InputError } from '../../../models/input-error.js';
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { randomWord, streamOf } from '../../../runtime/random.js';
import { expectedResults } from '../model/expected.js';
import { drawnStreams } from '../model/vectors.js';
import { checkNetlist } from '../netlist/check.js';
import { gatesOf } from '../netlist/gates.js';
import { stagesOf } from '../netlist/levels.js';
import type { Netlist } from '../netlist/netlist.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import { createGateSimulator, type GateSimulator } from '../simulate/simulator.js';
import { bulkStreams } from './bulk-operands.js';
import { compareResults } from './compare.js';

/** A unit, and the netlist that must be it. */
export interface BuiltUnit {
  readonly unit: HardwareUnit;
  readonly netlist: Netlist;
  readonly library: CellLibrary;
}

/** Operands of a unit and what the model makes of them. */
export interface Vectors {
  readonly streams: OperandStreams;
  /** [cycle][lane], of the operands' cycles; the last `pipelineStages` of them do not come out. */
  readonly expected: Uint32Array;
}

/** A vector on which they differ, in hexadecimal. */
export interface VectorDifference {
  readonly operands: string;
  readonly expected: string;
  readonly got: string;
}

export interface Equivalence {
  readonly vectors: number;
  readonly different: number;
  /** The first few. */
  readonly differences: readonly VectorDifference[];
}

/** Vectors of a block: 64 cycles of 128 lanes. */
export const BLOCK_VECTORS = 8192;
/** One in so many is of hard operands, which take longer to draw than all others of the eight. */
const HARD_BLOCKS = 8;
const NAMED = 3;

export interface EquivalenceChecker {
  readonly check: (vectors: Vectors) => Equivalence;
}

/**
 * Checks the netlist itself and that its pipeline is as deep as the unit says on every way.
 * @throws InputError where it is not
 */
export function equivalenceChecker({ unit, netlist, library }: BuiltUnit): EquivalenceChecker {
  checkNetlist(netlist, library);
  checkStages(netlist, library, unit);
  const { productsPerStep } = emptyVectors(unit);
  const simulator = createGateSimulator({ netlist, library, productsPerStep, delays: 'zero' });
  return { check: (vectors) => checkVectors(simulator, unit, vectors) };
}

/** Block `block` of the vectors of a seed: the first of every eight of operands chosen to be hard. */
export function drawnVectors(unit: HardwareUnit, seed: number, block: number): Vectors {
  const cycles = BLOCK_VECTORS / LANES + unit.pipelineStages;
  const blockSeed = randomWord(seed, streamOf('equivalence'), block);
  const hard = block % HARD_BLOCKS === 0;
  const streams = hard ? drawnStreams(unit, { cycles, seed: blockSeed }) : bulkStreams(unit, cycles, blockSeed);
  return { streams, expected: expectedResults(unit, streams) };
}

/** @param of equal vectors: those of several blocks */
export function together(of: readonly Equivalence[]): Equivalence {
  return {
    vectors: of.reduce((total, { vectors }) => total + vectors, 0),
    different: of.reduce((total, { different }) => total + different, 0),
    differences: of.flatMap(({ differences }) => differences).slice(0, NAMED),
  };
}

function checkVectors(simulator: GateSimulator, unit: HardwareUnit, { streams, expected }: Vectors): Equivalence {
  const { outputs } = simulator.run(streams, { warmUpCycles: streams.cycles });
  const compared = compareResults(outputs.d as Uint32Array, expected, unit.pipelineStages);
  const differences = compared.differences.map(({ cycle, lane, expected: wanted, got }) => ({
    operands: operandsText(streams, cycle * LANES + lane),
    expected: wanted.toString(16),
    got: got.toString(16),
  }));
  return { vectors: compared.vectors, different: compared.different, differences };
}

function checkStages(netlist: Netlist, library: CellLibrary, { pipelineStages }: HardwareUnit): void {
  const stages = stagesOf(netlist, gatesOf(netlist, library));
  for (const { name, nets } of netlist.outputs) {
    for (const net of nets) {
      const [least, most] = [stages?.least[net] ?? -1, stages?.most[net] ?? -1];
      if (most < 0 || (least === pipelineStages && most === pipelineStages)) continue;
      throw new InputError(`netlist, port ${name}`, `${pipelineStages} flip-flops on every way`, `${least} to ${most}`);
    }
  }
}

function emptyVectors(unit: HardwareUnit): OperandStreams {
  return drawnStreams(unit, { cycles: 0, seed: 0 });
}

/** `a 38 40, b 40 38, c 0000` */
function operandsText(streams: OperandStreams, at: number): string {
  const { productsPerStep } = streams;
  const codes = (of: Uint32Array) =>
    [...of.subarray(at * productsPerStep, (at + 1) * productsPerStep)].map((code) => code.toString(16)).join(' ');
  const others = (['aFormat', 'bFormat', 'scale', 'random'] as const).flatMap((name) => {
    const value = streams[name]?.[at];
    return value === undefined ? [] : [`${name} ${value.toString(16)}`];
  });
  const c = `c ${(streams.c[at] as number).toString(16)}`;
  return [`a ${codes(streams.a)}`, `b ${codes(streams.b)}`, c, ...others].join(', ');
}
