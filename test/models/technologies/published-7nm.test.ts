/** The table's own laws: what it is calibrated on comes out of it again, parts add up to wholes. */
import { describe, expect, it } from 'vitest';
import { OPERAND_WIDTHS, PARTIAL_WIDTHS } from '../../../models/machines/operand-width.js';
import { macPj } from '../../../models/technologies/amp-figures.js';
import { REST } from '../../../models/technologies/calibration.js';
import { MEASURED_POWERS } from '../../../models/technologies/measured-power.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import type { ActionOf, EnergyFigure, EnergyFigures } from '../../../models/technologies/technology.js';

const TABLE = published7nm.figures.tiles as EnergyFigures<'tiles'>;
const value = (action: string) => TABLE[action as ActionOf<'tiles'>].value;

describe('a multiply-accumulate', () => {
  const pairs = OPERAND_WIDTHS.flatMap((width) => PARTIAL_WIDTHS.map((partials) => [width, partials] as const));

  it.each(pairs)('of %s into %s: what stands and what toggles at half of the bits are the whole', (width, partials) => {
    const pair = `${width}.${partials}`;
    const standing = value(`multiply.${width}`) + value(`add.${pair}`) + value(`pipeline.${pair}`);
    const toggling = value(`multiply-toggle.${width}`) + value(`add-toggle.${pair}`);
    expect(standing + toggling / 2).toBeCloseTo(macPj(width, partials), 12);
  });

  it('in fp16 is the public unit of 0.467 pJ at 0.70 V, at 0.75 V', () => {
    expect(macPj('fp16', 'fp32')).toBeCloseTo(0.467 * (0.75 / 0.7) ** 2, 12);
  });
});

describe('what is measured', () => {
  it('takes the two rows at rest apart: about 22 W/GHz and 12 W with equal supplies, less and more with a lower one', () => {
    // 41.6 = 1.33 p + s and 12.6 = 0.02 v² p + v s, v = 0.64 / 0.75: s = (12.6 − 0.01456 p) / 0.8533.
    expect(REST.perHz * 1e9).toBeCloseTo(20.44, 2);
    expect(REST.standing).toBeCloseTo(14.42, 2);
  });

  it('leaves of a triad’s 84.5 pJ an element what its bytes cost on their way', () => {
    const known = 12 * (value('sram-read-byte') + value('register-byte') + value('operand-bus-byte'));
    const issued = 1.5 * (value('worker-instruction') + value('active-clock')) + 0.5 * value('vector-issue');
    // 20.9 W above rest, 275 µs, 68 million elements.
    expect(known + issued).toBeCloseTo((20.9 * 275e-6 * 1e12) / 68e6, 9);
  });

  it('says which rows it was set on, and nothing else does', () => {
    const rows = MEASURED_POWERS.map(({ name }) => name);
    for (const figure of Object.values<EnergyFigure>(TABLE)) {
      expect(figure.basis === 'measured').toBe(figure.calibratedOn !== undefined);
      for (const row of figure.calibratedOn ?? []) expect(rows).toContain(row);
    }
  });
});
