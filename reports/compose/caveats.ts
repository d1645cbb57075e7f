/** What a reader must know before quoting: what is assumed, what is not modelled; each where it is true of these runs. */
import { counted, percent } from '../units/number.js';
import type { ReportInput } from './input.js';

export function caveats(inputs: readonly ReportInput[]): string[] {
  return [
    ...assumedCaveats(inputs),
    ...seedCaveats(inputs),
    ...splitCaveats(inputs),
    'The exchange is priced by the words of the busiest tile and measured efficiencies, not scheduled word by word; layout conversions other than the trace’s casts and transposes are not modelled.',
    'Host transfers, instruction loading and off-chip memory are not modelled: weights and activations stay on chip.',
  ];
}

function assumedCaveats(inputs: readonly ReportInput[]): string[] {
  const entries = inputs.flatMap(({ energy }) => energy.entries.filter(({ count }) => count > 0));
  const assumed = [...new Set(entries.filter(({ basis }) => basis === 'assumed').map(({ action }) => action))];
  const ranges = 'ranges are those of the energy table, not errors of measurement';
  if (assumed.length === 0) return [`Energies: ${ranges}.`];
  return [
    `Energies marked “assumed” have neither a measurement nor a published source of their own; ${ranges}.`,
    `Assumed energy figures, ${shareText(inputs)} of the energy: ${assumed.join(', ')}.`,
  ];
}

/** From the least to the most of the rows. */
function shareText(inputs: readonly ReportInput[]): string {
  const shares = inputs.map(({ energy }) => energy.assumedShare);
  const [least, most] = [percent(Math.min(...shares), 0), percent(Math.max(...shares), 0)];
  return least === most ? most : `${least} to ${most}`;
}

function seedCaveats(inputs: readonly ReportInput[]): string[] {
  const trained = inputs.filter(({ training }) => training !== undefined);
  const single = trained.filter(({ seeds }) => seeds.length === 1).map(({ label }) => label);
  if (single.length > 0) {
    const whose = single.length === trained.length ? '' : ` (${single.join(', ')})`;
    return [`One seed${whose}; the accuracy of another may differ by more than the difference shown.`];
  }
  const fewest = trained.reduce((least, { seeds }) => Math.min(least, seeds.length), Infinity);
  if (trained.length === 0 || fewest > 4) return [];
  return [`${counted(fewest, 'seed')}: too few for a difference of accuracies to be certain.`];
}

/** Only where a product's sums are split over tiles. */
function splitCaveats(inputs: readonly ReportInput[]): string[] {
  if (inputs.every(({ run }) => run.ops.every(({ plan }) => plan.splitK === 1))) return [];
  return [
    'Emulated sums run along K in one chain; where the plan splits K over tiles the machine would round in another order.',
  ];
}
