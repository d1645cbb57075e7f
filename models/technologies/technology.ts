/**
 * An energy table: what one of each action costs, low – central – high, with basis and source.
 * Left out: how often an action happens (records/counts), the sum (sim/energy).
 */
import { InputError, shown } from '../input-error.js';

/** Widths of GEMM operands that differ in energy. */
export const OPERAND_CLASSES = ['fp8', 'fp16', 'fp32'] as const;
export type OperandClass = (typeof OPERAND_CLASSES)[number];

export const ACTIONS = [
  'mac.fp8',
  'mac.fp16',
  'mac.fp32',
  'toggle.fp8',
  'toggle.fp16',
  'toggle.fp32',
  'partial-rounding',
  'vector-issue',
  'latch-bit',
  'coefficient-byte',
  'sram-read-byte',
  'sram-write-byte',
  'exchange-byte',
  'instruction',
  'sync',
  'clock',
  'leakage',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface EnergyFigure {
  /** What is counted. */
  readonly per: string;
  readonly component: 'arithmetic' | 'registers' | 'sram' | 'exchange' | 'control' | 'clock' | 'leakage';
  /** pJ for one. */
  readonly low: number;
  readonly value: number;
  readonly high: number;
  readonly basis: 'gates' | 'published' | 'assumed';
  readonly source: string;
}

export interface Technology {
  readonly name: string;
  readonly node: string;
  readonly summary: string;
  readonly figures: Readonly<Record<Action, EnergyFigure>>;
}

/** @param where what an error names */
export function findTechnology(all: readonly Technology[], name: string, where: string): Technology {
  const found = all.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw new InputError(where, `a technology (${all.map((candidate) => candidate.name).join(', ')})`, shown(name));
}
