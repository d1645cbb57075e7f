/**
 * A unit as gates: cells of a library and the nets that join them. Flattened; each cell knows the block of the
 * datapath that it came from. One clock, which is no net.
 * Left out: wires (a load a fan-out is added where energy is counted), clock tree, resets.
 */
import type { Block } from '../../../models/hardware/hardware-unit.js';

/** Nets that never change. */
export const CONSTANT_ZERO = 0;
export const CONSTANT_ONE = 1;

/** Of every unit, as Verilog and as waves. */
export const TOP_MODULE = 'dot_product';

export interface Netlist {
  /** Of the cells' names: a library of models/technologies/cells. */
  readonly library: string;
  /** Nets are 0 to nets − 1; the first two are the constants. */
  readonly nets: number;
  readonly inputs: readonly NetlistPort[];
  readonly outputs: readonly NetlistPort[];
  /** Flip-flops first; then the others, each behind those that drive its inputs. */
  readonly cells: readonly NetlistCell[];
}

/** A port of the unit, least significant bit first. */
export interface NetlistPort {
  readonly name: string;
  readonly nets: readonly number[];
}

export interface NetlistCell {
  /** As in the netlist's Verilog. */
  readonly name: string;
  /** Of the library. */
  readonly cell: string;
  readonly block: Block;
  /** In the order of the library cell's pins. A flip-flop's input is its data. */
  readonly inputs: readonly number[];
  /** −1 where an output is not used. */
  readonly outputs: readonly number[];
}
