/** Energy of a step by action: count, figure, basis, source. */
import type { Table } from '../../../records/report.js';
import { unitFactor } from '../../units/si.js';
import { type ReportInput, seedNote } from '../input.js';
import { aStep } from '../pass.js';
import { shortened } from '../shortened.js';
import { slug } from '../slug.js';

const MICROJOULES = unitFactor('pJ', 'µJ');

export function energyTable(input: ReportInput, label: string): Table {
  const { energy, run } = input;
  return {
    id: `energy-${slug(label)}`,
    title: shortened(`Energy of ${aStep([input])} by action, ${label}${seedNote(input)} (${energy.technology.name})`),
    columns: [
      { name: 'action', unit: '' },
      { name: 'component', unit: '' },
      { name: 'per', unit: '' },
      { name: 'count', unit: 'a step' },
      { name: 'each', unit: 'pJ' },
      { name: 'low', unit: 'µJ' },
      { name: 'central', unit: 'µJ' },
      { name: 'high', unit: 'µJ' },
      { name: 'basis', unit: '' },
      { name: 'source', unit: '' },
    ],
    rows: energy.entries
      .filter(({ count }) => count > 0)
      .map(({ action, component, per, count, eachPj, energyPj, basis, source }) => {
        const microjoules = (picojoules: number) => (picojoules * MICROJOULES) / run.steps;
        const range = [energyPj.low, energyPj.value, energyPj.high].map(microjoules);
        return [action, component, per, count / run.steps, eachPj.value, ...range, basis, source];
      }),
  };
}
