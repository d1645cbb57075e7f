/** From a unit and a measured product to gates beside watts. */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import type { MeasuredProduct } from '../../models/measurements/gpu-power.js';
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { type MeasuredPower, measuredPower } from '../../sim/gates/characterise/measured-power.js';
import type { Sampling } from '../../sim/gates/characterise/operand-set.js';
import { pricedUnit } from './priced-unit.js';

export interface MeasuredPowerSetting {
  readonly unit: HardwareUnit;
  readonly library: CellLibrary;
  readonly wireFfPerFanOut: number;
  readonly sampling: Sampling;
  readonly product: MeasuredProduct;
  readonly progress: (done: number, total: number) => void;
}

/** @throws InputError for a unit that does not read the product's format */
export async function measuredPowerStage(setting: MeasuredPowerSetting): Promise<MeasuredPower> {
  const { unit, library, wireFfPerFanOut, sampling, product, progress } = setting;
  const { gates } = await pricedUnit(unit, library, wireFfPerFanOut);
  const engine = createEngine({ threads: 1 });
  try {
    return measuredPower({ product, gates, ...sampling }, engine, progress);
  } finally {
    engine.close();
  }
}
