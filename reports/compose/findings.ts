/** The sentences of the first screen: each is computed from the records it names. */

import { percent } from '../units/number.js';
import { type Breakdown, breakdown, CYCLE_PARTS, productCycles } from './breakdown.js';
import { baselineIndex, labelsOf, type ReportInput } from './input.js';
import { speedups } from './scaling.js';

export function findings(inputs: readonly ReportInput[]): string[] {
  const baseline = baselineIndex(inputs);
  const labels = labelsOf(inputs);
  const base = inputs[baseline];
  if (base === undefined) return [];
  return inputs.flatMap((input, i) => {
    if (i === baseline) return [];
    const [label, baseLabel] = [labels[i] as string, labels[baseline] as string];
    return [
      ...accuracyFinding(input, base, label, baseLabel),
      ...speedFindings(input, base, label, baseLabel),
      ...scalingFinding(input, base, label, baseLabel),
      energyFinding(input, base, label, baseLabel),
    ];
  });
}

function accuracyFinding(input: ReportInput, base: ReportInput, label: string, baseLabel: string): string[] {
  if (input.training === undefined || base.training === undefined) return [];
  const share = ({ training }: ReportInput) =>
    training === undefined ? 0 : training.evaluation.correct / training.evaluation.total;
  const points = 100 * (share(input) - share(base));
  const { name } = input.training.dataset;
  return [
    `${label} reaches ${percent(share(input))} on ${name} and ${baseLabel} ${percent(share(base))}: a difference of ${signed(points, 2)} points (one seed, ${input.training.evaluation.total} test images).`,
  ];
}

function speedFindings(input: ReportInput, base: ReportInput, label: string, baseLabel: string): string[] {
  const [parts, baseParts] = [breakdown(input.run), breakdown(base.run)];
  const [cycles, baseCycles] = [input.run.totals.cycles / input.run.steps, base.run.totals.cycles / base.run.steps];
  const { narrow, all } = productCycles(input.run);
  const baseProducts = share(baseParts, 'products');
  return [
    `A step takes ${Math.round(cycles)} cycles in ${label} and ${Math.round(baseCycles)} in ${baseLabel}: ${(baseCycles / cycles).toFixed(2)} × as fast.`,
    `It is not twice as fast because products are only ${percent(baseProducts)} of the ${baseLabel} step` +
      `${all === 0 ? '' : `, and the first layer keeps 16 bits: ${percent(narrow / all)} of the ${label} products' own cycles are 8-bit`}` +
      `. Per step, against ${baseLabel}: ${CYCLE_PARTS.map((part) => `${part} ${signed(perStep(parts, part, input) - perStep(baseParts, part, base), 0)}`).join(', ')} cycles.`,
    `The ${label} step spends ${CYCLE_PARTS.map((part) => `${percent(share(parts, part))} on ${part}`).join(', ')}.`,
  ];
}

function scalingFinding(input: ReportInput, base: ReportInput, label: string, baseLabel: string): string[] {
  const points = speedups(input, base);
  const [fewest, most] = [points[0], points.at(-1)];
  if (fewest === undefined || most === undefined || fewest.tiles === most.tiles) return [];
  return [
    `With more work a tile the gain grows: ${label} is ${fewest.speedup.toFixed(2)} × as fast as ${baseLabel} on ${fewest.tiles} tiles and ${most.speedup.toFixed(2)} × on ${most.tiles}.`,
  ];
}

function energyFinding(input: ReportInput, base: ReportInput, label: string, baseLabel: string): string {
  const each = ({ energy, run }: ReportInput) => energy.totalPj.value / run.steps;
  const watts = ({ energy }: ReportInput) =>
    `${energy.averagePowerW.value.toFixed(1)} W (${energy.averagePowerW.low.toFixed(1)}–${energy.averagePowerW.high.toFixed(1)})`;
  const basis =
    input.energy.headlineBasis === 'assumed'
      ? ` Energy is assumed: ${percent(input.energy.assumedShare)} of it rests on figures without a published source.`
      : '';
  return `A step costs ${(each(input) / each(base)).toFixed(2)} × the energy in ${label}, at ${watts(input)} against ${watts(base)} in ${baseLabel}.${basis}`;
}

function share(parts: Breakdown, part: keyof Breakdown): number {
  const total = CYCLE_PARTS.reduce((sum, name) => sum + parts[name], 0);
  return total === 0 ? 0 : parts[part] / total;
}

function perStep(parts: Breakdown, part: keyof Breakdown, input: ReportInput): number {
  return parts[part] / input.run.steps;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
