/** Every op of the first captured step: where it ran, how long, at what energy. */
import type { Table } from '../../../records/report.js';
import { unitFactor } from '../../units/si.js';
import { type ReportInput, seedNote } from '../input.js';
import { stepName } from '../pass.js';
import { slug } from '../slug.js';

const MICROJOULES = unitFactor('pJ', 'µJ');

export function opTable(input: ReportInput, label: string): Table {
  const { run, energy } = input;
  const first = run.ops[0]?.step;
  const rows = run.ops.flatMap((op, i) => {
    if (op.step !== first) return [];
    const { exchange, sync } = op.cyclesByCause;
    const { tiles, splitM, splitN, splitK } = op.plan;
    const formats = [...new Set(op.formats)].join(' × ');
    const microjoules = (energy.perOp[i]?.energyPj.value ?? 0) * MICROJOULES;
    const split = op.kind === 'gemm' ? `${splitM} × ${splitN} × ${splitK}` : '';
    return [
      [
        op.layer,
        op.phase,
        op.operation,
        formats,
        split,
        tiles,
        op.cycles,
        op.cycles - exchange - sync,
        exchange,
        sync,
        microjoules,
      ],
    ];
  });
  return {
    id: `ops-${slug(label)}`,
    title: `Ops of one ${stepName([input])}, ${label}${seedNote(input)}`,
    columns: [
      { name: 'layer', unit: '' },
      { name: 'phase', unit: '' },
      { name: 'op', unit: '' },
      { name: 'formats', unit: '' },
      { name: 'split m × n × k', unit: '' },
      { name: 'tiles', unit: 'tiles' },
      { name: 'total', unit: 'cycles' },
      { name: 'on tiles', unit: 'cycles' },
      { name: 'exchange', unit: 'cycles' },
      { name: 'sync', unit: 'cycles' },
      { name: 'energy', unit: 'µJ' },
    ],
    rows,
  };
}
