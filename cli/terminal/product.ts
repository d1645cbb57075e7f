/** A product's answer for people. */
import { textPairs } from '../../reports/export/text-table.js';
import { percent } from '../../reports/units/number.js';
import { forPeople, unitFactor } from '../../reports/units/si.js';
import type { ProductAnswer } from '../../stages/product.js';
import { errorText } from './product-error.js';

export function productText(answer: ProductAnswer): string {
  const { plan, cyclesByCause, energyPj } = answer;
  const causes = Object.entries(cyclesByCause).filter(([, cycles]) => cycles > 0);
  const product = textPairs([
    ['cycles', String(answer.cycles)],
    ...causes.map(([cause, cycles]): [string, string] => [`  ${cause}`, String(cycles)]),
    ['time', forPeople(answer.timeS, 's')],
    ['multiply-accumulates', String(answer.macs)],
    ['utilisation', `${percent(answer.utilisation)} of the machine’s peak`],
    [
      'energy',
      `${energy(energyPj.value)} (${energy(energyPj.low)} to ${energy(energyPj.high)}), ${answer.energyBasis}`,
    ],
    ['average power', forPeople((energyPj.value * unitFactor('pJ', 'J')) / answer.timeS, 'W')],
    [
      'plan',
      `${plan.tiles} tiles: ${plan.splitM} × ${plan.splitN} × ${plan.splitK} of m × n × k, ${plan.rounds} round(s), ${plan.sramBytes} B of SRAM on the fullest`,
    ],
  ]);
  return answer.error === undefined ? product : `${product}\n\n${errorText(answer.error)}`;
}

function energy(picojoules: number): string {
  return forPeople(picojoules, 'pJ');
}
