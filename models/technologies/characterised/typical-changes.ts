/**
 * Changes at a unit that a product is taken to make where its operands are not known: those of small networks trained in
 * the same formats, by phase, each network counting alike. Assumed of any other network.
 */
import type { GateWidth } from '../../hardware/gate-widths.js';
import { UNIT_CHANGES, type UnitChange } from '../../hardware/unit-changes.js';
import type { PartialWidth } from '../../machines/operand-width.js';
import { characterisedAmp } from './characterised.js';

/** Changes a multiply-accumulate. */
export type TypicalChanges = Readonly<Record<UnitChange, number>>;

/** @param phase of the op: forward, dgrad or wgrad; of another the mean of all */
export function typicalChanges(width: GateWidth, partials: PartialWidth, phase: string): TypicalChanges {
  const { operands, productsPerStep } = characterisedAmp(width, partials);
  const real = operands.filter(({ operands: name }) => / × /.test(name));
  const ofPhase = real.filter(({ operands: name }) => name.includes(`, ${phase}: `));
  const sets = ofPhase.length > 0 ? ofPhase : real;
  const mean = (change: UnitChange) =>
    sets.reduce((sum, { changes }) => sum + changes[change], 0) / (sets.length * productsPerStep);
  return Object.fromEntries(UNIT_CHANGES.map((change) => [change, mean(change)])) as Record<UnitChange, number>;
}
