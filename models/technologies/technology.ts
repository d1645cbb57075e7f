/**
 * An energy table: what one of each action of a kind of machine costs, low – central – high, with basis and source.
 * Left out: how often an action happens (sim/energy/actions), the sum (sim/energy/price.ts).
 */
import type { MachineKind } from '../machines/machine.js';
import { OPERAND_WIDTHS } from '../machines/operand-width.js';

const PRODUCTS = OPERAND_WIDTHS.map((width) => `mac.${width}` as const);
const TOGGLES = OPERAND_WIDTHS.map((width) => `toggle.${width}` as const);

/** What a kind of machine does that costs energy, the products by the width of their operands. */
export const ACTIONS = {
  tiles: [
    ...PRODUCTS,
    ...TOGGLES,
    'partial-rounding',
    'vector-issue',
    'latch-bit',
    'coefficient-byte',
    'sram-read-byte',
    'sram-write-byte',
    'exchange-byte',
    'received-byte',
    'instruction',
    'sync',
    'clock',
    'leakage',
  ],
  systolic: [
    ...PRODUCTS,
    'operand-shift-byte',
    'partial-shift-byte',
    'load-byte',
    'buffer-read-byte',
    'buffer-write-byte',
    'memory-byte',
    'clock',
    'leakage',
  ],
} as const satisfies Readonly<Record<MachineKind, readonly string[]>>;
export type ActionOf<Kind extends MachineKind> = (typeof ACTIONS)[Kind][number];

/** Energies of figures and entries are in picojoules. */
export const PICOJOULES_PER_JOULE = 1e12;

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

export type EnergyFigures<Kind extends MachineKind> = Readonly<Record<ActionOf<Kind>, EnergyFigure>>;

export interface Technology {
  readonly name: string;
  readonly node: string;
  readonly summary: string;
  /** Of the kinds of machine that the table knows. */
  readonly figures: { readonly [Kind in MachineKind]?: EnergyFigures<Kind> };
}
