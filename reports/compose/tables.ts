/** The tables of a report, as data. */
import type { Table } from '../../records/report.js';
import { unitFactor } from '../units/si.js';
import { breakdown, CYCLE_PARTS } from './breakdown.js';
import { labelsOf, type ReportInput } from './input.js';

const MICROJOULES = unitFactor('pJ', 'µJ');

export function tables(inputs: readonly ReportInput[]): Table[] {
  return [
    cycleTable(inputs),
    ...inputs.map((input, i) => opTable(input, labelsOf(inputs)[i] as string)),
    ...inputs.map((input, i) => energyTable(input, labelsOf(inputs)[i] as string)),
    ...castTable(inputs),
  ];
}

function cycleTable(inputs: readonly ReportInput[]): Table {
  const parts = inputs.map(({ run }) => ({ run, parts: breakdown(run) }));
  return {
    id: 'cycles-table',
    title: 'Cycles of a training step by what they are spent on',
    columns: [{ name: 'part', unit: '' }, ...labelsOf(inputs).map((name) => ({ name, unit: 'cycles' }))],
    rows: CYCLE_PARTS.map((part) => [part, ...parts.map((entry) => entry.parts[part] / entry.run.steps)]),
  };
}

/** Every op of the first captured step. */
function opTable({ run, energy }: ReportInput, label: string): Table {
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
    title: `Ops of one training step, ${label}`,
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

function energyTable({ energy, run }: ReportInput, label: string): Table {
  return {
    id: `energy-${slug(label)}`,
    title: `Energy of a training step by action, ${label} (${energy.technology.name})`,
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

function castTable(inputs: readonly ReportInput[]): Table[] {
  const rows = inputs.flatMap(({ training }, i) =>
    (training?.casts ?? []).map(({ layer, role, format, elements, underflow, saturated }) => [
      labelsOf(inputs)[i] as string,
      layer,
      role,
      format,
      elements,
      underflow,
      saturated,
    ]),
  );
  if (rows.length === 0) return [];
  return [
    {
      id: 'casts',
      title: 'Casts over the whole training run',
      columns: [
        { name: 'recipe', unit: '' },
        { name: 'layer', unit: '' },
        { name: 'role', unit: '' },
        { name: 'format', unit: '' },
        { name: 'cast', unit: 'elements' },
        { name: 'underflow', unit: 'elements' },
        { name: 'saturated', unit: 'elements' },
      ],
      rows,
    },
  ];
}

/** A label as a part of a file name. */
export function slug(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
