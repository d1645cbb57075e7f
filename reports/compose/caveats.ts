/** What a reader must know before quoting: what is assumed, what is not modelled. */
import type { ReportInput } from './input.js';

export function caveats(inputs: readonly ReportInput[]): string[] {
  const assumed = inputs.flatMap(({ energy }) =>
    energy.entries.filter(({ basis, count }) => basis === 'assumed' && count > 0).map(({ action }) => action),
  );
  return [
    'Energies marked “assumed” have no published source; ranges are those of the energy table, not errors of measurement.',
    `Assumed energy figures: ${[...new Set(assumed)].join(', ')}.`,
    'Emulated sums run along K in one chain; where the plan splits K over tiles the machine would round in another order.',
    'The exchange is priced by the words of the busiest tile and measured efficiencies, not scheduled word by word; layout conversions other than the trace’s casts and transposes are not modelled.',
    'One seed; the accuracy of another seed may differ by more than the difference shown.',
    'Host transfers, instruction loading and off-chip memory are not modelled: weights and activations stay on chip.',
  ];
}
