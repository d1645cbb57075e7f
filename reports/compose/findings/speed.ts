/** How fast a step is, where its cycles go, and what keeps it from being twice as fast. */
import { isCapped, timeUnderCap } from '../../../records/energy.js';
import { counted, percent, signedWhole } from '../../units/number.js';
import { forPeople } from '../../units/si.js';
import { comparable } from '../against.js';
import { breakdown, type CyclePart, partShare, productCycles, shownParts } from '../breakdown.js';
import type { ReportInput } from '../input.js';
import { differences, settingsOf } from '../settings.js';
import { finding } from './finding.js';

/** From this share of products on, a step of products half as long is close to half as long itself. */
const MOSTLY_PRODUCTS = 0.9;

export const speedFinding = finding(
  ({ input, base }) =>
    comparable(input, base, 'speed') ? { ratio: secondsPerStep(base) / secondsPerStep(input) } : undefined,
  ({ ratio }, { input, base }) =>
    `A step takes ${stepLength(input, base)} in ${input.label} and ${stepLength(base, input)} in ${base.label}: ` +
    `${forPeople(ratio, '×')} as fast.`,
);

/** Only where the arithmetic alone differs, from wider operands to 8 bits. */
export const productShareFinding = finding(
  ({ input, base }): [string, string[]] | undefined => {
    const [own, other] = [productCycles(input.run), productCycles(base.run)];
    const doubles = own.narrow > 0 && other.narrow === 0 && other.all > 0;
    if (!doubles || !onlyArithmeticDiffers(input, base) || secondsPerStep(base) >= 2 * secondsPerStep(input)) {
      return undefined;
    }
    const reasons = [
      ...productsReason(partShare(base.run, 'products'), base.label),
      ...operandsReason(own.narrow / own.all, input.label),
    ];
    const more = grownReason(input, base);
    if (secondsPerStep(base) <= secondsPerStep(input)) return more.length === 0 ? undefined : ['no faster', more];
    return reasons.length + more.length === 0 ? undefined : ['not twice as fast', [...reasons, ...more]];
  },
  ([verdict, reasons]) => `It is ${verdict} because ${reasons.join(', and ')}.`,
);

export const differencesFinding = finding(
  ({ input, base }) => {
    const changes = changesOf(input, base);
    return comparable(input, base, 'speed') && changes.some(({ cycles }) => cycles !== 0) ? changes : undefined;
  },
  (changes, { input, base }) =>
    `Cycles of a step in ${input.label} against ${base.label}: ` +
    `${changes.map(({ part, cycles }) => `${part} ${signedWhole(cycles)}`).join(', ')}.`,
);

export const partsFinding = finding(
  ({ input }) =>
    input.run.totals.cycles === 0
      ? undefined
      : shownParts([input.run]).map((part) => `${percent(partShare(input.run, part))} on ${part}`),
  (shares, { input }) => `The ${input.label} step spends ${shares.join(', ')} of its cycles.`,
);

/** By part, in the order of the parts. */
function changesOf(input: ReportInput, base: ReportInput) {
  return shownParts([input.run, base.run]).map((part) => ({
    part,
    cycles: perStep(input, part) - perStep(base, part),
  }));
}

/** Parts that take more cycles than in the baseline, the most first. */
function grownReason(input: ReportInput, base: ReportInput): string[] {
  const grown = changesOf(input, base)
    .filter(({ cycles }) => cycles > 0)
    .sort((a, b) => b.cycles - a.cycles);
  if (grown.length === 0) return [];
  const parts = grown.map(({ part }) => part);
  const [last = ''] = parts.slice(-1);
  const named = parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
  const verb = parts.length === 1 && !last.endsWith('s') ? 'takes' : 'take';
  const cycles = grown.reduce((sum, part) => sum + part.cycles, 0);
  return [`${named} ${verb} ${counted(cycles, 'cycle')} a step more`];
}

function productsReason(share: number, baseLabel: string): string[] {
  return share < MOSTLY_PRODUCTS ? [`products are only ${percent(share)} of the ${baseLabel} step`] : [];
}

function operandsReason(narrow: number, label: string): string[] {
  return narrow < 1 ? [`only ${percent(narrow)} of the ${label} products' own cycles have 8-bit operands`] : [];
}

/** Data, seeds and training may differ: they change no cycle. */
function onlyArithmeticDiffers(input: ReportInput, base: ReportInput): boolean {
  const differing = differences(settingsOf(input), settingsOf(base));
  return differing.every(({ aspect }) => aspect !== 'work' && aspect !== 'machine');
}

/** Cycles, and the time where two clocks make them incomparable. */
function stepLength(input: ReportInput, other: ReportInput): string {
  const cycles = counted(cyclesPerStep(input), 'cycle');
  if (clockHz(input) === clockHz(other)) return cycles;
  return `${forPeople(secondsPerStep(input), 's')} (${cycles})`;
}

function cyclesPerStep({ run }: ReportInput): number {
  return run.totals.cycles / run.steps;
}

function secondsPerStep({ run, energy }: ReportInput): number {
  return timeUnderCap(energy, run.totals.timeS) / run.steps;
}

/** That the run has under the power cap of its machine. */
function clockHz({ run, energy }: ReportInput): number {
  return isCapped(energy.operation) ? energy.operation.clockHz : run.machine.clockHz;
}

function perStep({ run }: ReportInput, part: CyclePart): number {
  return breakdown(run)[part] / run.steps;
}
