/**
 * A machine: a union by kind. Records, counts, causes of cycles and energy actions come with the kind; what
 * prices and reports knows the machine of a run from its record alone.
 */
import type { SystolicMachine } from './systolic/systolic-machine.js';
import type { TileMachine } from './tiles/tile-machine.js';

export const MACHINE_KINDS = ['tiles', 'systolic'] as const;
export type MachineKind = (typeof MACHINE_KINDS)[number];

export type Machine = TileMachine | SystolicMachine;
export type MachineOf<Kind extends MachineKind> = Extract<Machine, { readonly kind: Kind }>;
