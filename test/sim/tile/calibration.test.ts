/** Measured cases (osmarks/ipu-stack, Graphcore C600) against the simulator, all and each left out in turn. */
import { describe, expect } from 'vitest';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import type { ValidatedCase } from '../../../records/validation.js';
import { validateCycles } from '../../../reports/validation/validate.js';
import { itWithShared, sharedJson } from '../../shared-data.js';

const FILE = 'data/ipu21-calibration.json';

function errorOf({ error }: ValidatedCase): number {
  return Math.abs(error ?? Number.NaN);
}

function meanOf(cases: readonly ValidatedCase[]): number {
  return cases.reduce((sum, entry) => sum + errorOf(entry), 0) / cases.length;
}

describe.each([
  ['all', 0.02, 0.05],
  // Of the plain product the call and the panel's rendezvous are two constants, found from two cases.
  ['leave-one-out', 0.03, 0.05],
] as const)('calibrated on %s', (calibration, mostGemm, mostOther) => {
  const validated = () => validateCycles(sharedJson(FILE), ipu21, calibration, FILE).cases;

  itWithShared(FILE)('GEMM kernels come within 2 % each, other kernels within 5 % each and 1 % in the mean', () => {
    const kernels = validated().filter(({ level, current }) => level === 'kernel' && current);
    console.table(
      kernels.map(({ name, measuredCycles, simulatedCycles, error }) => ({
        name,
        measuredCycles,
        simulatedCycles,
        error: `${(100 * (error ?? Number.NaN)).toFixed(2)} %`,
      })),
    );
    const gemms = kernels.filter(({ name }) => name.startsWith('gemm'));
    const others = kernels.filter((entry) => !gemms.includes(entry));
    expect([gemms.length, others.length]).toEqual([5, 30]);
    for (const entry of gemms) expect(errorOf(entry), entry.name).toBeLessThan(mostGemm);
    for (const entry of others) expect(errorOf(entry), entry.name).toBeLessThan(mostOther);
    expect(meanOf(others)).toBeLessThan(0.01);
  });

  itWithShared(FILE)('exchange phases come within 1 %, the vendor’s device products within 7.1 %', () => {
    const cases = validated().filter(({ current }) => current);
    for (const entry of cases.filter(({ level }) => level === 'exchange')) expect(errorOf(entry)).toBeLessThan(0.01);
    const products = cases.filter(({ level }) => level === 'device-gemm');
    expect(products).toHaveLength(6);
    for (const entry of products) expect(errorOf(entry), entry.name).toBeLessThan(0.071);
  });

  itWithShared(FILE)('every case of the file appears, and one without cycles says why', () => {
    const { cases } = sharedJson(FILE) as { cases: readonly { name: string }[] };
    const shown = validated();
    expect(shown.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
    for (const { simulatedCycles, reason } of shown) if (simulatedCycles === null) expect(reason).toMatch(/\w/);
  });
});
