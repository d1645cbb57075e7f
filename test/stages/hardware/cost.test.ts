/** The committed record of what units cost is what its command makes: one of the smallest units is made again. */
import { describe, expect, it } from 'vitest';
import { comparedUnits } from '../../../models/hardware/compared-units.js';
import { cellLibrary } from '../../../models/technologies/cells/libraries.js';
import committed from '../../../models/technologies/characterised/costs-asap7.json' with { type: 'json' };
import { hardwareCostsSchema } from '../../../records/hardware-costs.js';
import { costRatios, macFj } from '../../../reports/hardware/cost-ratios.js';
import { besidePublished } from '../../../reports/hardware/published.js';
import { costStage } from '../../../stages/hardware/cost.js';

describe('what units cost', () => {
  const costs = hardwareCostsSchema.parse(committed);

  it('stands for every compared unit, in their order', () => {
    expect(costs.units.map(({ unit }) => unit)).toEqual(comparedUnits().map(({ name }) => name));
  });

  it('made again for the smallest unit is the same', async () => {
    const smallest = costs.units.reduce((least, unit) => (unit.cells < least.cells ? unit : least));
    const made = await costStage({
      units: comparedUnits().filter(({ name }) => name === smallest.unit),
      library: cellLibrary('asap7', 'test'),
      command: costs.command,
      progress: () => {},
    });
    expect(made).toEqual({ ...costs, units: [smallest] });
  }, 120_000);

  it('compares units that differ in one thing', () => {
    const [fp8, fp16] = ['amp-f25', 'amp-fp16-f25'].map((name) => costs.units.find(({ unit }) => unit === name));
    const ratio = costRatios(costs).find(({ name }) => name === 'fp8 to fp16 operands, F = 25');
    expect(ratio?.area).toBeCloseTo((fp8?.areaPerMacUm2 ?? 0) / (fp16?.areaPerMacUm2 ?? 1), 12);
    expect(ratio?.energy).toBeCloseTo(
      ((fp8?.clockFj ?? 0) + (fp8?.energies.find(({ operands }) => operands === 'gaussian')?.centralFj ?? 0)) /
        (fp16 === undefined ? 1 : macFj(fp16, 'gaussian')),
      12,
    );
  });

  it('stand beside published chips at their supply', () => {
    const [ibm] = besidePublished(costs);
    // 3.5 TFLOP/s/W are 2/3.5 pJ of two operations; 0.70 to 0.55 V by the square.
    const ours =
      (macFj(costs.units.find(({ unit }) => unit === 'amp-f25') as (typeof costs.units)[number], 'gaussian') / 1000) *
      (0.55 / 0.7) ** 2;
    expect(ibm).toMatchObject({ unit: 'amp-f25', published: '0.57', isInside: true });
    expect(ibm?.ours).toBeCloseTo(ours, 12);
    expect(ibm?.ratio).toBeCloseTo(ours / (2 / 3.5), 12);
  });
});
