/** From a unit to a folder of register-transfer code. */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { writeInside } from '../../records/folder.js';

export interface EmitSetting {
  readonly unit: HardwareUnit;
  readonly vectors: number;
  readonly seed: number;
}

/** Writes the files into `folder`. @returns their names */
export function emitStage(setting: EmitSetting, folder: string): { readonly files: readonly string[] } {
  writeInside(folder, 'README.md', `${setting.unit.name}\n`);
  return { files: ['README.md'] };
}
