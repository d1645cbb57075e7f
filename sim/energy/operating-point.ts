/**
 * The clock and supply at which a machine of tiles does counted work, and what figures become there. Rules: what toggles
 * costs the square of the supply (½ C V²), leakage its first power (its current is taken to stay). Under a power cap the clock
 * falls until the average meets it, and the supply with it as far as the machine says; cycles stay, and what links
 * and host take in seconds stays too. Left out: temperature, peaks within the work, clocks of single tiles.
 */
import { InputError } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { PICOJOULES_PER_JOULE } from '../../models/technologies/technology.js';
import type { TileRun, TileRunOp } from '../../records/run.js';

export interface OperatingPoint {
  readonly clockHz: number;
  readonly supplyV: number;
}

/** What the power of work follows from, at central figures of the table and its supply. */
export interface PowerShape {
  readonly machine: TileRun['machine'];
  /** Of the table. */
  readonly tableSupplyV: number;
  /** Seconds at full clock, and of them those of links and host. */
  readonly timeS: number;
  readonly outsideS: number;
  /** Energy of everything but clock and leakage. */
  readonly switchingPj: number;
  /** Of a tile-cycle of the clock, and of a tile-second of leakage. */
  readonly clockPj: number;
  readonly leakagePj: number;
}

/** At full clock. */
export function fullClock({ clockHz, power }: TileMachine): OperatingPoint {
  return { clockHz, supplyV: power.supplyV };
}

/** At a clock of at most the machine's. */
export function pointAt(machine: TileMachine, clockHz: number): OperatingPoint {
  const { supplyV, supplyPerClock } = machine.power;
  return { clockHz, supplyV: supplyV * (1 - supplyPerClock * (1 - clockHz / machine.clockHz)) };
}

/** What figures of an action are multiplied by at a supply. */
export function supplyFactor(action: string, supplyV: number, tableSupplyV: number): number {
  const v = supplyV / tableSupplyV;
  return action === 'leakage' ? v : v * v;
}

type OpTime = Pick<TileRunOp, 'cycles' | 'cyclesByCause'>;

/** Cycles of an op at a full clock in which links and host set the pace. */
export function outsideCycles({ cyclesByCause }: Pick<OpTime, 'cyclesByCause'>): number {
  return cyclesByCause.links + cyclesByCause.host;
}

/** Cycles of the clock during an op, and its seconds, at a clock of at most the machine's. */
export function opTime(op: OpTime, machine: TileMachine, clockHz: number): { cycles: number; seconds: number } {
  const outside = outsideCycles(op);
  const inside = op.cycles - outside;
  return {
    cycles: inside + (outside * clockHz) / machine.clockHz,
    seconds: inside / clockHz + outside / machine.clockHz,
  };
}

/** Seconds of the whole work at a clock. */
export function timeAt({ timeS, outsideS, machine }: PowerShape, clockHz: number): number {
  return clockHz === machine.clockHz ? timeS : ((timeS - outsideS) * machine.clockHz) / clockHz + outsideS;
}

/** Average power of the work at a clock. */
export function powerAtW(shape: PowerShape, clockHz: number): number {
  const { machine, tableSupplyV, switchingPj, clockPj, leakagePj } = shape;
  const { supplyV } = pointAt(machine, clockHz);
  const seconds = timeAt(shape, clockHz);
  const toggled = switchingPj + clockPj * machine.tiles * clockHz * seconds;
  const leaked = leakagePj * machine.tiles * seconds;
  const energyPj =
    toggled * supplyFactor('clock', supplyV, tableSupplyV) + leaked * supplyFactor('leakage', supplyV, tableSupplyV);
  return energyPj / PICOJOULES_PER_JOULE / seconds;
}

/**
 * The highest clock, in whole Hz, at which the average power meets the machine's cap: its own, where it does already.
 * @throws InputError where no clock does
 */
export function cappedClockHz(shape: PowerShape): number {
  const { machine } = shape;
  const { capW } = machine.power;
  if (powerAtW(shape, machine.clockHz) <= capW) return machine.clockHz;
  let [meets, exceeds] = [0, machine.clockHz];
  while (exceeds - meets > 1) {
    const clockHz = Math.floor((meets + exceeds) / 2);
    if (powerAtW(shape, clockHz) <= capW) meets = clockHz;
    else exceeds = clockHz;
  }
  if (meets > 0) return meets;
  const least = powerAtW(shape, 1).toPrecision(3);
  throw new InputError(
    'machine power.capW',
    `more than the ${least} W that ${machine.name} draws at any clock`,
    `${capW}`,
  );
}
