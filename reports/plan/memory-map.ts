/**
 * A tile's memory over a step: what the fullest tile holds during each op, by what it is for, against what it has.
 * As lines with bars for a terminal, and as stacked areas over cycles. Left out: where in memory it lies.
 */

import type { Chart } from '../../records/report.js';
import type { TileMemory } from '../../records/run.js';
import { textTable } from '../export/text-table.js';
import { percent, percentNumber, wholeNumber } from '../units/number.js';
import { fullestOp, type PlannedOp, type StepLayout } from './planned-op.js';

/** What a tile's bytes are for, from the bottom, with the letter of its part of a bar. */
const PARTS = [
  { key: 'tables', name: 'programs of the exchange', letter: 't' },
  { key: 'states', name: 'weights and states', letter: 's' },
  { key: 'values', name: 'activations and gradients', letter: 'v' },
  { key: 'copies', name: 'copies and results', letter: 'c' },
] as const satisfies readonly { readonly key: keyof TileMemory; readonly name: string; readonly letter: string }[];

const FREE = '·';
const BAR = 48;
/** With more, ops one after another share a line. */
const MOST_LINES = 48;

/** Ops one after another that share a line, by the one that holds most. */
interface Group {
  readonly label: string;
  readonly ops: number;
  readonly repeat: number;
  readonly fullest: PlannedOp;
}

export function memoryMap(layout: StepLayout): string {
  const peak = fullestOp(layout);
  const rows = groupsOf(layout.ops).map(({ label, ops, repeat, fullest }) => [
    label,
    ops === 1 ? '' : wholeNumber(ops),
    repeat === 1 ? '' : wholeNumber(repeat),
    wholeNumber(fullest.sramBytes),
    percentNumber(fullest.sramBytes / layout.usableBytes, 1),
    `${bar(fullest.memory, layout.usableBytes)}${fullest === peak ? ' ◀ peak' : ''}`,
  ]);
  const legend = PARTS.map(({ letter, name }) => `${letter} ${name}`).join(', ');
  return [
    textTable(
      ['during', 'ops', 'repeat', 'bytes', '%', `of ${wholeNumber(layout.usableBytes)} B on the fullest tile`],
      rows,
    ),
    '',
    `${legend}, ${FREE} free`,
    ...(peak === undefined ? [] : [peakSentence(peak, layout)]),
  ].join('\n');
}

function peakSentence({ op, sramBytes, memory }: PlannedOp, { usableBytes }: StepLayout): string {
  const parts = PARTS.map(({ key, name }) => `${name} ${wholeNumber(memory[key])}`).join(', ');
  return `peak in ${op}: ${wholeNumber(sramBytes)} B, ${percent(sramBytes / usableBytes)} (${parts})`;
}

/** What ops that share a line have in common, the finest first. */
const LEVELS: readonly ((op: PlannedOp) => string)[] = [
  ({ layer, phase }) => `${layer} ${phase}`,
  ({ layer, phase }) => `${layer.replace(/\.[^.]*$/, '')} ${passOf(phase)}`,
  ({ layer, phase }) => `${layer.replace(/[.].*$/, '')} ${passOf(phase)}`,
];

function passOf(phase: PlannedOp['phase']): string {
  return phase === 'forward' ? 'forward' : 'backward';
}

/** Each op alone, or by the finest level that has few enough lines. */
function groupsOf(ops: readonly PlannedOp[]): Group[] {
  let groups = ops.map((op): Group => {
    return { label: `${op.layer} ${op.phase} ${op.operation}`, ops: 1, repeat: op.repeat, fullest: op };
  });
  if (groups.length <= MOST_LINES) return groups;
  for (const label of LEVELS) {
    groups = groupedBy(label, ops);
    if (groups.length <= MOST_LINES) break;
  }
  return groups;
}

function groupedBy(labelOf: (op: PlannedOp) => string, ops: readonly PlannedOp[]): Group[] {
  const groups: Group[] = [];
  for (const op of ops) {
    const label = labelOf(op);
    const last = groups.at(-1);
    if (last?.label !== label || last.repeat !== op.repeat) {
      groups.push({ label, ops: 1, repeat: op.repeat, fullest: op });
      continue;
    }
    const fullest = op.sramBytes > last.fullest.sramBytes ? op : last.fullest;
    groups[groups.length - 1] = { ...last, ops: last.ops + 1, fullest };
  }
  return groups;
}

/** Letters up to the rounded end of each part, so that no part's rounding moves another's end. */
function bar(memory: TileMemory, usable: number): string {
  let bytes = 0;
  let text = '';
  for (const { key, letter } of PARTS) {
    bytes += memory[key];
    text += letter.repeat(Math.max(0, Math.round((BAR * bytes) / Math.max(1, usable)) - text.length));
  }
  return text + FREE.repeat(Math.max(0, BAR - text.length));
}

/** Each op from its first cycle to its last. */
export function memoryChart(layout: StepLayout): Chart {
  const { ops, usableBytes, network, recipe, machine } = layout;
  const start = ops[0]?.startCycle ?? 0;
  const x = ops.flatMap(({ startCycle, cycles }) => [startCycle - start, startCycle - start + cycles]);
  return {
    id: 'tile-memory',
    title: `Memory of the fullest tile over a step: ${network} (${recipe}) on ${machine}`,
    kind: 'area',
    caption:
      'What the fullest tile holds during each op, in the order of the step: programs of the exchange, weights and states, activations and gradients, copies on their way and results; the line is what a tile has for them.',
    xAxis: { label: 'Cycles', unit: 'cycles', scale: 'linear' },
    yAxis: { label: 'Memory', unit: 'B', scale: 'linear', origin: 'zero' },
    lines: [{ axis: 'y', value: usableBytes, label: `${wholeNumber(usableBytes)} B of a tile` }],
    series: PARTS.map(({ key, name }) => ({ name, x, y: ops.flatMap(({ memory }) => [memory[key], memory[key]]) })),
  };
}
