/**
 * A library of standard cells as facts: what each cell computes, its area, pins, leakage, energy and delay.
 * Tables are those of Liberty's non-linear delay model: by transition time of the input and load of the output;
 * between entries and beyond them linear. Left out: which cells a unit becomes (sim/gates/synthesis), when they
 * switch (sim/gates/simulate), noise, voltage and temperature beside the one corner.
 */

export interface CellLibrary {
  /** As `--library` takes it. */
  readonly name: string;
  readonly node: string;
  readonly voltageV: number;
  readonly temperatureC: number;
  readonly source: string;
  readonly licence: string;
  /** `areas`: nothing but functions and areas; capacitances, leakage and tables are zero or empty, not known. */
  readonly facts: 'areas' | 'areas-energies-delays';
  /** What `area` counts: square micrometres, or two-input NAND gates. */
  readonly areaUnit: 'um2' | 'nand2';
  readonly cells: readonly Cell[];
}

export interface Cell {
  /** Its name in the library. */
  readonly name: string;
  /** In the library's unit. */
  readonly area: number;
  /** Mean over the states of its inputs. */
  readonly leakageNw: number;
  /** Of a flip-flop the data pin alone; none where the output is a constant. */
  readonly inputs: readonly CellPin[];
  readonly outputs: readonly CellOutput[];
  readonly flipFlop?: FlipFlop;
}

export interface CellPin {
  readonly pin: string;
  readonly riseFf: number;
  readonly fallFf: number;
  /** What a transition of the pin costs inside the cell, whether or not an output follows. */
  readonly energy?: TransitionEnergy;
}

/** Over the transition time of the pin; mean over the states of the other inputs. */
export interface TransitionEnergy {
  readonly slewsPs: readonly number[];
  readonly riseFj: readonly number[];
  readonly fallFj: readonly number[];
}

export interface CellOutput {
  readonly pin: string;
  /** Of the input pins, in Liberty's operators (! * + ^ and parentheses), `0`, `1`; of a flip-flop `IQ` or `!IQ`. */
  readonly function: string;
  /** Axes of its tables; a table's entry of slew s and load l is at s · loads + l. */
  readonly slewsPs: readonly number[];
  readonly loadsFf: readonly number[];
  readonly energies: readonly ArcEnergy[];
  readonly delays: readonly ArcDelay[];
}

/** What a transition of the output costs inside the cell when the input `from` made it. Either may be negative. */
export interface ArcEnergy {
  readonly from: string;
  /** Share of the output's transitions that `from` makes where inputs are random and independent; all add up to 1. */
  readonly weight: number;
  readonly riseFj: readonly number[];
  readonly fallFj: readonly number[];
}

/** From the transition of an input (of a flip-flop: of its clock) to the output's; the slowest state of the others. */
export interface ArcDelay {
  readonly from: string;
  /** Whether the output rises when the input rises, when it falls, or at a clock's rise. */
  readonly sense: 'same' | 'opposite' | 'clock';
  readonly risePs: readonly number[];
  readonly fallPs: readonly number[];
  readonly riseTransitionPs: readonly number[];
  readonly fallTransitionPs: readonly number[];
}

export interface FlipFlop {
  readonly clock: CellPin;
  /** How long before the clock the data must stand, over the data's transition time, at the clock's fastest. */
  readonly setup: {
    readonly slewsPs: readonly number[];
    readonly risePs: readonly number[];
    readonly fallPs: readonly number[];
  };
  /** Set and reset pins, which are held at 1. */
  readonly heldHigh: readonly string[];
}
