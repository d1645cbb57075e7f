/** A small unit built of gates beside its model: equal as it is, unequal with any damage. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import { chosenHardware } from '../../../models/hardware/of-unit.js';
import { hardwareUnit } from '../../../models/hardware/presets.js';
import { cellLibrary } from '../../../models/technologies/cells/libraries.js';
import { drawnVectors, equivalenceChecker } from '../../../sim/gates/equivalence/equivalence.js';
import type { Netlist } from '../../../sim/gates/netlist/netlist.js';
import { emitRtl } from '../../../sim/gates/rtl/emit.js';
import { synthesise } from '../../../sim/gates/synthesis/synthesise.js';
import { installedSimulator } from '../../../stages/hardware/run-rtl.js';
import { verifyStage } from '../../../stages/hardware/verify.js';

const unit: HardwareUnit = chosenHardware(hardwareUnit('amp-int8', 'test'), { products: 1, stages: 2 });
const library = cellLibrary('asap7', 'test');
const SETTING = { unit, library: 'asap7', vectors: 10_000, seed: 1, faults: 0, rtl: false } as const;

describe('octile hardware verify of one int8 product', () => {
  it('finds no vector that differs, and every planted fault or a proof', async () => {
    const verification = await verifyStage({ ...SETTING, faults: 60 });
    // Blocks of 8,192.
    expect(verification.netlist).toEqual({ vectors: 16_384, different: 0, differences: [] });
    expect(verification.faults).toHaveLength(60);
    expect(verification.faults.filter(({ outcome }) => outcome === 'open')).toEqual([]);
    expect(verification.faults.filter(({ outcome }) => outcome === 'found').length).toBeGreaterThan(50);
  }, 120_000);

  it.skipIf(installedSimulator() === undefined)(
    'and the code itself passes under a simulator of hardware (skipped where none is installed)',
    async () => {
      const { rtl } = await verifyStage({ ...SETTING, vectors: 500, rtl: true });
      expect(rtl).toEqual({ simulator: installedSimulator(), passed: 500, failed: 0 });
    },
    120_000,
  );
});

describe('a netlist that is not the unit', () => {
  let netlist: Netlist;
  const vectors = drawnVectors(unit, 1, 0);
  beforeAll(async () => {
    netlist = await synthesise(
      emitRtl(unit)
        .files.map(({ text }) => text)
        .join('\n'),
      library,
    );
  }, 120_000);

  it('differs on some vector, which is shown', () => {
    const [first, ...others] = netlist.outputs[0]?.nets ?? [];
    const swapped = { name: 'd', nets: [...others.slice(0, 1), first as number, ...others.slice(1)] };
    const { different, differences } = equivalenceChecker({
      unit,
      netlist: { ...netlist, outputs: [swapped] },
      library,
    }).check(vectors);
    expect(different).toBeGreaterThan(1000);
    expect(differences).toHaveLength(3);
    expect(differences[0]?.operands).toMatch(/^a [0-9a-f]+, b [0-9a-f]+, c [0-9a-f]+$/);
  });

  it('of another depth is refused', () => {
    const deeper = { ...unit, pipelineStages: 3 };
    expect(() => equivalenceChecker({ unit: deeper, netlist, library })).toThrow(
      'netlist, port d: expected 3 flip-flops on every way, got 2 to 2',
    );
  });
});
