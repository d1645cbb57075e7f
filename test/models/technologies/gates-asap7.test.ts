/** The table from gates: of the units that it names, whole, and consistent with what it is made from. */
import { describe, expect, it } from 'vitest';
import { ampUnits } from '../../../models/hardware/amp-units.js';
import { productsOf } from '../../../models/hardware/of-unit.js';
import { UNIT_CHANGES } from '../../../models/hardware/unit-changes.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { characterisedAmp } from '../../../models/technologies/characterised/characterised.js';
import { typicalChanges } from '../../../models/technologies/characterised/typical-changes.js';
import { gatesAsap7 } from '../../../models/technologies/gates-asap7.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import {
  changeAction,
  type EnergyFigure,
  GATE_ACTIONS,
  OPERATION_ACTIONS,
} from '../../../models/technologies/technology.js';
import { ampShape } from '../../../sim/tile/amp-shape.js';

const FIGURES = gatesAsap7.figures.tiles as Readonly<Record<string, EnergyFigure | undefined>>;

describe.each(ampUnits())('a slice of $width into $partials', ({ width, partials, unit }) => {
  const characterised = characterisedAmp(width, partials);

  it('is characterised as the unit that is built, with the products that an issue brings to a channel', () => {
    expect(characterised.unit).toBe(unit.name);
    expect(characterised.productsPerStep).toBe(productsOf(unit));
    const { macsPerIssue, outputChannels } = ampShape(ipu21, width, partials);
    expect(productsOf(unit)).toBe(macsPerIssue / outputChannels);
  });

  it('costs what its macro-model says, from 0.70 to 0.75 V by the square', () => {
    for (const change of UNIT_CHANGES) {
      const { low, value, high, basis } = FIGURES[changeAction(change, width, partials)] as EnergyFigure;
      expect(value).toBeCloseTo((characterised.models.central[change] * (0.75 / 0.7) ** 2) / 1000, 12);
      expect(basis).toBe('gates');
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  it('changes less where products are of gradients that are mostly zeros, and something in every phase', () => {
    for (const phase of ['forward', 'dgrad', 'wgrad']) {
      const typical = typicalChanges(width, partials, phase);
      expect(typical.significands, phase).toBeGreaterThan(0);
      expect(typical.partials, phase).toBeGreaterThan(0);
    }
    // A ReLU's outputs times weights meet fewer zeros than products of its gradients.
    const [forward, wgrad] = (['forward', 'wgrad'] as const).map((phase) => typicalChanges(width, partials, phase));
    expect(wgrad?.significands).toBeLessThan(forward?.significands ?? 0);
  });
});

describe('the table', () => {
  it('prices fp8 and fp16 by gates alone, fp32 by operations, the rest as published-7nm does', () => {
    for (const action of GATE_ACTIONS) expect(FIGURES[action], action).toBeDefined();
    for (const action of OPERATION_ACTIONS) {
      expect(FIGURES[action], action).toEqual(
        action.split('.')[1] === 'fp32' ? published7nm.figures.tiles?.[action] : undefined,
      );
    }
    expect(FIGURES['operand-bus-byte']).toEqual(published7nm.figures.tiles?.['operand-bus-byte']);
  });
});
