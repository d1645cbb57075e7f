/** The power of a chip that waits: clock and leakage alone, at the machine's clock and supply. */
import { InputError } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { PICOJOULES_PER_JOULE, type Technology } from '../../models/technologies/technology.js';
import type { Range } from '../../records/energy.js';
import { supplyFactor } from './operating-point.js';

/** @throws InputError for a table without figures of machines of tiles */
export function restPowerW({ tiles, clockHz, power }: TileMachine, { name, supplyV, figures }: Technology): Range {
  if (figures.tiles === undefined) throw new InputError(`technology ${name}`, 'figures of machines of tiles', 'none');
  const { clock, leakage } = figures.tiles;
  const toggled = supplyFactor('clock', power.supplyV, supplyV);
  const leaked = supplyFactor('leakage', power.supplyV, supplyV);
  const watts = (end: keyof Range) =>
    ((clock[end] * clockHz * toggled + leakage[end] * leaked) * tiles) / PICOJOULES_PER_JOULE;
  return { low: watts('low'), value: watts('value'), high: watts('high') };
}
