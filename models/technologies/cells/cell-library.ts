/**
 * A library of standard cells as facts: what each cell computes, its area, pins, leakage, energy and delay.
 * Left out: which cells a unit becomes (sim/gates/synthesis), when they switch (sim/gates/simulate).
 */

export interface CellLibrary {
  /** As `--library` takes it. */
  readonly name: string;
  readonly node: string;
  readonly voltageV: number;
  readonly temperatureC: number;
  readonly source: string;
  readonly licence: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  /** Its name in the library. */
  readonly name: string;
  readonly areaUm2: number;
  readonly leakageNw: number;
  /** Of a flip-flop the data pin alone. */
  readonly inputs: readonly CellPin[];
  readonly outputs: readonly CellOutput[];
  readonly flipFlop?: {
    readonly clock: CellPin /** A transition of the clock pin, data stable. */;
    readonly clockEnergyFj: number;
  };
}

export interface CellPin {
  readonly pin: string;
  readonly capacitanceFf: number;
}

export interface CellOutput {
  readonly pin: string;
  /** Of the input pins, in Liberty's operators (! * + ^ and parentheses); of a flip-flop: `IQ` or `!IQ`. */
  readonly function: string;
}
