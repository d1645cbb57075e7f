/**
 * An energy table: what one of each action of a kind of machine costs, low – central – high, with basis and source, and
 * the supply at which that holds. Left out: how often an action happens (sim/energy/actions), the sum
 * (sim/energy/price.ts), how figures follow a machine's supply (sim/energy/operating-point.ts).
 *
 * A product's unit is priced in one of two ways, for each width of its operands. By operations: `multiply` its decoders
 * and multipliers, `add` alignment, adder tree and normalisation, `pipeline` its registers with their clock, each an energy
 * a MAC, `round` a partial that is rounded and written; `multiply` and `add` are what a MAC costs whatever its operands,
 * the part of it that follows their bits is `multiply-toggle` and `add-toggle`, per MAC whose input toggles in every bit.
 * Or by gates: `unit-clock` whatever the operands, and what each change at the unit costs.
 */
import { GATE_WIDTHS } from '../hardware/gate-widths.js';
import { UNIT_CHANGES, type UnitChange } from '../hardware/unit-changes.js';
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

/** What prices a product's unit by operations. */
export const OPERATION_ACTIONS = [
  ...ofOperands('multiply'),
  ...ofOperands('multiply-toggle'),
  ...ofBoth('add'),
  ...ofBoth('add-toggle'),
  ...ofBoth('pipeline'),
  ...ofBoth('round'),
] as const;

/** The action of a change at a unit: `change-signs.fp8.fp16`. */
export function changeAction<Width extends OperandWidth, Partials extends PartialWidth>(
  change: UnitChange,
  width: Width,
  partials: Partials,
): `change-${UnitChange}.${Width}.${Partials}` {
  return `change-${change}.${width}.${partials}`;
}

/** What prices it by gates. */
export const GATE_ACTIONS = GATE_WIDTHS.flatMap((width) =>
  PARTIAL_WIDTHS.flatMap((partials) => [
    `unit-clock.${width}.${partials}` as const,
    ...UNIT_CHANGES.map((change) => changeAction(change, width, partials)),
  ]),
);
export type UnitAction = (typeof OPERATION_ACTIONS)[number] | (typeof GATE_ACTIONS)[number];

/** Whether an action prices a product's unit: a table has it for some widths alone. */
export function isUnitAction(action: string): action is UnitAction {
  return [...OPERATION_ACTIONS, ...GATE_ACTIONS].some((known) => known === action);
}

/** What a kind of machine does that costs energy. */
export const ACTIONS = {
  tiles: [
    // The AMP's arithmetic, in one way or the other.
    ...OPERATION_ACTIONS,
    ...GATE_ACTIONS,
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
/** Those of gates are counted in femtojoules. */
export const FEMTOJOULES_PER_PICOJOULE = 1000;

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

/** All of a kind's actions; of those of a product's unit the ones of one way for each width. */
export type EnergyFigures<Kind extends MachineKind> = Readonly<
  Record<Exclude<ActionOf<Kind>, UnitAction>, EnergyFigure> &
    Partial<Record<Extract<ActionOf<Kind>, UnitAction>, EnergyFigure>>
>;

export interface Technology {
  readonly name: string;
  readonly node: string;
  readonly summary: string;
  /** The supply at which the figures hold. */
  readonly supplyV: number;
  /** Of the kinds of machine that the table knows. */
  readonly figures: { readonly [Kind in MachineKind]?: EnergyFigures<Kind> };
}
