/** How fast a step is, and why not twice as fast. */
import { percent } from '../../units/number.js';
import { breakdown, CYCLE_PARTS, type CyclePart, partShare, productCycles } from '../breakdown.js';
import type { ReportInput } from '../input.js';
import { finding, signed } from './finding.js';

export const speedFinding = finding(
  ({ input, base }) => ({ cycles: cyclesPerStep(input), baseCycles: cyclesPerStep(base) }),
  ({ cycles, baseCycles }, { label, baseLabel }) =>
    `A step takes ${Math.round(cycles)} cycles in ${label} and ${Math.round(baseCycles)} in ${baseLabel}: ` +
    `${(baseCycles / cycles).toFixed(2)} × as fast.`,
);

export const productShareFinding = finding(
  ({ input, base }) => ({ ...productCycles(input.run), baseProducts: partShare(base.run, 'products') }),
  ({ narrow, all, baseProducts }, { input, base, label, baseLabel }) => {
    const wider = `, and not every product has 8-bit operands: ${percent(narrow / all)} of the ${label} products' own cycles do`;
    return (
      `It is not twice as fast because products are only ${percent(baseProducts)} of the ${baseLabel} step` +
      `${narrow < all ? wider : ''}. Per step, against ${baseLabel}: ${differences(input, base)} cycles.`
    );
  },
);

export const partsFinding = finding(
  ({ input }) => CYCLE_PARTS.map((part) => `${percent(partShare(input.run, part))} on ${part}`),
  (shares, { label }) => `The ${label} step spends ${shares.join(', ')}.`,
);

function cyclesPerStep({ run }: ReportInput): number {
  return run.totals.cycles / run.steps;
}

/** Cycles of each part against the baseline, with their signs. */
function differences(input: ReportInput, base: ReportInput): string {
  const perStep = ({ run }: ReportInput, part: CyclePart) => breakdown(run)[part] / run.steps;
  return CYCLE_PARTS.map((part) => `${part} ${signed(perStep(input, part) - perStep(base, part), 0)}`).join(', ');
}
