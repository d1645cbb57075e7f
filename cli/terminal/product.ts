/** A product's answer for people. */
import { isCapped } from '../../records/energy.js';
import { textPairs } from '../../reports/export/text-table.js';
import { basisText } from '../../reports/units/basis.js';
import { counted, percent, wholeNumber } from '../../reports/units/number.js';
import { forPeople } from '../../reports/units/si.js';
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
      `${energy(energyPj.value)} (${energy(energyPj.low)} to ${energy(energyPj.high)}), ${basisText(answer.basisShares)}`,
    ],
    ['average power', powerText(answer)],
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

/** Under a power cap with the clock that meets it, and what the same would take and draw without. */
function powerText({ averagePowerW, operation }: ProductAnswer): string {
  const watts = forPeople(averagePowerW.value, 'W');
  if (!isCapped(operation)) return watts;
  const { clockHz, timeS, atFullClock } = operation;
  return `${watts} at the power cap: ${forPeople(clockHz, 'Hz')} instead of ${forPeople(atFullClock.clockHz, 'Hz')}, ${forPeople(timeS, 's')}; ${forPeople(atFullClock.averagePowerW.value, 'W')} without it`;
}

function energy(picojoules: number): string {
  return forPeople(picojoules, 'pJ');
}
