/**
 * Three figures of an energy table from three measured rows: what the clock costs, what stays when it stands, and what a
 * byte costs on its way between SRAM and a unit. Everything else of the table is published or assumed, and every other
 * measured row judges it (docs/decisions/chip-energy.md says why these three). Left out: temperature, differences of bins.
 */

import { ipu21 } from '../machines/tiles/ipu21.js';
import { gc200 } from '../machines/tiles/second-generation.js';
import { C600_REST, GC200_REST, GC200_TRIAD, type MeasuredPower } from './measured-power.js';
import { PICOJOULES_PER_JOULE } from './technology.js';

/** The supply that the measured GC200 is taken to have: figures hold there. */
export const REFERENCE_SUPPLY_V = gc200.power.supplyV;

/**
 * W of a chip at rest at the reference supply: `perHz` a hertz of its clock, `standing` whatever the clock. From two
 * rows: power = perHz · clock · v² + standing · v, v the supply over that of reference.
 */
export const REST = restPower();

function restPower(): { perHz: number; standing: number } {
  const [a, b] = [restRow(GC200_REST, gc200.power.supplyV), restRow(C600_REST, ipu21.power.supplyV)];
  const determinant = a.clock * b.standing - b.clock * a.standing;
  return {
    perHz: (a.powerW * b.standing - b.powerW * a.standing) / determinant,
    standing: (a.clock * b.powerW - b.clock * a.powerW) / determinant,
  };
}

/** A row as an equation. */
function restRow({ clockHz = 0, powerW }: MeasuredPower, supplyV: number) {
  const v = supplyV / REFERENCE_SUPPLY_V;
  return { clock: clockHz * v * v, standing: v, powerW };
}

/** Of one element of a triad that passes its arrays once: poplibs ScaledAdd, {load b} {load c} {store a ; f32v2axpy} for two. */
export const TRIAD_ELEMENT = { readBytes: 8, writtenBytes: 4, bundles: 3 / 2, vectorIssues: 1 / 2 } as const;
/** The same as two operations, each through memory: 2c, then b + it; 2 and 3 bundles for two elements. */
export const TRIAD_ELEMENT_APART = { readBytes: 12, writtenBytes: 8, bundles: 5 / 2, vectorIssues: 1 } as const;

type TriadElement = { readonly [Key in keyof typeof TRIAD_ELEMENT]: number };

/** Figures, in pJ, that a triad's element costs beside the operand path. */
export interface BesideOperandPath {
  readonly readByte: number;
  readonly writtenByte: number;
  readonly registerByte: number;
  /** Instruction and active clock of a bundle. */
  readonly bundle: number;
  readonly vectorIssue: number;
}

/** pJ of a byte between SRAM and a unit: what is left of the triad's energy above rest. */
export function operandBusPj(beside: BesideOperandPath, element: TriadElement): number {
  const bytes = element.readBytes + element.writtenBytes;
  const known =
    element.readBytes * beside.readByte +
    element.writtenBytes * beside.writtenByte +
    bytes * beside.registerByte +
    element.bundles * beside.bundle +
    element.vectorIssues * beside.vectorIssue;
  return (triadElementPj() - known) / bytes;
}

/** Above the power of the same chip at rest. */
function triadElementPj(): number {
  const { work, powerW, timeS = 0 } = GC200_TRIAD;
  const elements = work.kind === 'triad' ? work.elements : 0;
  return (((powerW - GC200_REST.powerW) * timeS) / elements) * PICOJOULES_PER_JOULE;
}
