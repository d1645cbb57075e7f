/** Emitted code equals the model: thousands of random and hard vectors a unit, under Icarus Verilog. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chosenHardware } from '../../../../models/hardware/of-unit.js';
import { HARDWARE_UNITS } from '../../../../models/hardware/presets.js';
import { icarusIsThere, simulated } from './simulated.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-rtl-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Presets of many products with four: the rest is the same. */
const UNITS = HARDWARE_UNITS.map((unit) => {
  const { datapath } = unit;
  const products = datapath.kind === 'integer' ? datapath.productsPerStep : datapath.unit.productsPerStep;
  return products > 8 ? chosenHardware(unit, { products: 4 }) : unit;
});

describe.skipIf(!icarusIsThere)('emitted code (skipped where Icarus Verilog is not installed)', () => {
  it.each(UNITS.map((unit) => ({ name: unit.name, unit })))('of $name is the model, bit for bit', ({ name, unit }) => {
    expect(simulated(unit, 8, join(folder, name))).toBe('1024 passed, 0 failed');
  });
});
