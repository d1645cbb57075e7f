/** A product's answer for people. */
import { textPairs } from '../../reports/export/text-table.js';
import { counted, percent, wholeNumber } from '../../reports/units/number.js';
import { forPeople, unitFactor } from '../../reports/units/si.js';
import type { ProductAnswer } from '../../stages/product.js';
import { errorText } from './product-error.js';
import { timedAsText } from './timed-as.js';

export function productText(answer: ProductAnswer): string {
  const { plan, cyclesByCause, energyPj } = answer;
  const causes = Object.entries(cyclesByCause).filter(([, cycles]) => cycles > 0);
  const product = textPairs([
    ['cycles', wholeNumber(answer.cycles)],
    ...causes.map(([cause, cycles]): [string, string] => [`  ${cause}`, wholeNumber(cycles)]),
    ['time', forPeople(answer.timeS, 's')],
    ['multiply-accumulates', wholeNumber(answer.macs)],
    [
      'utilisation',
      `${percent(answer.utilisation)} of the peak of its operands, ${percent(answer.machineUtilisation)} of the machine’s`,
    ],
    [
      'energy',
      `${energy(energyPj.value)} (${energy(energyPj.low)} to ${energy(energyPj.high)}), ${answer.energyBasis}`,
    ],
    ['average power', forPeople((energyPj.value * unitFactor('pJ', 'J')) / answer.timeS, 'W')],
    [
      'plan',
      `${counted(plan.tiles, 'tile')}: ${plan.splitM} × ${plan.splitN} × ${plan.splitK} of m × n × k${plan.orientation === 'transposed' ? ' of bᵀ · aᵀ' : ''}, ${counted(plan.rounds, 'round')}, ${wholeNumber(plan.sramBytes)} B of SRAM on the fullest`,
    ],
  ]);
  const parts = [
    product,
    ...timedAsText(answer.format, answer.machine, answer.timedAs),
    ...(answer.error === undefined ? [] : [errorText(answer.error)]),
  ];
  return parts.join('\n\n');
}

function energy(picojoules: number): string {
  return forPeople(picojoules, 'pJ');
}
