/**
 * What units cost as gates: area, delay and energy of each in one library, on the same operands in the same order. The
 * committed ones (models/technologies/characterised/costs-*.json) are what `octile hardware cost` prints.
 * Left out: energies of a trace's operands (records/characterised-unit.ts).
 */
import { z } from 'zod';
import { count, name, plainText, real, size } from './schema.js';

export const HARDWARE_COSTS_SCHEMA = 'octile.hardware-costs/1.0';

/** Most of anything here. */
const MOST = 1e12;
const amount = real(0, MOST);

const energy = z.looseObject({
  operands: name,
  /** fJ a multiply-accumulate, clock apart. */
  zeroDelayFj: amount,
  unitDelayFj: amount,
  centralFj: amount,
  /** Of the central one, by sampling. */
  standardErrorFj: amount,
});

const unitCost = z.looseObject({
  unit: name,
  summary: plainText(500),
  productsPerStep: size,
  pipelineStages: size,
  cells: size,
  flipFlops: count,
  areaPerMacUm2: amount,
  cyclePs: amount,
  /** fJ a multiply-accumulate whatever the operands: flip-flops and clock tree. */
  clockFj: amount,
  leakageNw: amount,
  energies: z.array(energy),
});
export type UnitCost = Readonly<z.infer<typeof unitCost>>;

export const hardwareCostsSchema = z.looseObject({
  schema: z.literal(HARDWARE_COSTS_SCHEMA),
  library: name,
  voltageV: amount,
  wireFfPerFanOut: amount,
  order: name,
  sampling: z.looseObject({ seed: count, windows: size, cycles: size }),
  /** The command that makes this file again. */
  command: plainText(500),
  yosys: name,
  units: z.array(unitCost),
});
export type HardwareCosts = Readonly<z.infer<typeof hardwareCostsSchema>>;
