/**
 * An energy table: what one of each action of a kind of machine costs, low – central – high, with basis and source, and
 * the supply at which that holds. Left out: how often an action happens (sim/energy/actions), the sum
 * (sim/energy/price.ts), how figures follow a machine's supply (sim/energy/operating-point.ts).
 *
 * Where gates plug in: the actions of a product name the blocks of a dot-product unit, by the width of the operands and
 * of the partials, so that a table from a netlist replaces them one by one and leaves the rest of the chip alone:
 * `multiply` its decoders and multipliers, `add` alignment, adder tree and normalisation, `pipeline` its registers with
 * their clock, each an energy a MAC; `round` a partial that is rounded and written. `multiply` and `add` are what a MAC
 * costs whatever its operands; the part of it that follows their bits is `multiply-toggle` and `add-toggle`, per MAC
 * whose input toggles in every bit. A macro-model on more counts gives the same entries for the activity of a run.
 */
import type { MachineKind } from '../machines/machine.js';
import { OPERAND_WIDTHS, type OperandWidth, PARTIAL_WIDTHS, type PartialWidth } from '../machines/operand-width.js';

const PRODUCTS = OPERAND_WIDTHS.map((width) => `mac.${width}` as const);

/** By the width of the operands: `multiply.fp8`. */
function ofOperands<Name extends string>(name: Name): `${Name}.${OperandWidth}`[] {
  return OPERAND_WIDTHS.map((width) => `${name}.${width}` as const);
}

/** By the width of the operands and of the partials: `add.fp8.fp16`. */
function ofBoth<Name extends string>(name: Name): `${Name}.${OperandWidth}.${PartialWidth}`[] {
  return OPERAND_WIDTHS.flatMap((width) => PARTIAL_WIDTHS.map((partials) => `${name}.${width}.${partials}` as const));
}

const ROUNDINGS = PARTIAL_WIDTHS.map((partials) => `round.${partials}` as const);

/** What a kind of machine does that costs energy. */
export const ACTIONS = {
  tiles: [
    // The AMP's arithmetic: blocks of its unit.
    ...ofOperands('multiply'),
    ...ofOperands('multiply-toggle'),
    ...ofBoth('add'),
    ...ofBoth('add-toggle'),
    ...ofBoth('pipeline'),
    ...ROUNDINGS,
    'vector-issue',
    // What brings operands to the units and results back.
    'latch-bit',
    'coefficient-byte',
    'register-byte',
    'operand-bus-byte',
    'sram-read-byte',
    'sram-write-byte',
    'exchange-byte',
    'received-byte',
    // What every instruction costs, whatever it does.
    'worker-instruction',
    'supervisor-instruction',
    'sync',
    'clock',
    'active-clock',
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

/**
 * What figures rest on, the firmest first: the power of chips at work; the toggles of a netlist; a document of its own;
 * none of these.
 */
export const BASES = ['measured', 'gates', 'published', 'assumed'] as const;
export type Basis = (typeof BASES)[number];

/** The parts of a machine that are told apart; `operands`: what brings them to the units, latches, registers and buses. */
export const COMPONENTS = ['arithmetic', 'operands', 'sram', 'exchange', 'control', 'clock', 'leakage'] as const;
export type Component = (typeof COMPONENTS)[number];

export interface EnergyFigure {
  /** What is counted. */
  readonly per: string;
  readonly component: Component;
  /** pJ for one. */
  readonly low: number;
  readonly value: number;
  readonly high: number;
  readonly basis: Basis;
  readonly source: string;
  /** Measured rows (measured-power.ts) that the figure was set on. */
  readonly calibratedOn?: readonly string[];
}

export type EnergyFigures<Kind extends MachineKind> = Readonly<Record<ActionOf<Kind>, EnergyFigure>>;

export interface Technology {
  readonly name: string;
  readonly node: string;
  readonly summary: string;
  /** The supply at which the figures hold. */
  readonly supplyV: number;
  /** Of the kinds of machine that the table knows. */
  readonly figures: { readonly [Kind in MachineKind]?: EnergyFigures<Kind> };
}
