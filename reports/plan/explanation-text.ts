/** Why one op is laid out as it is, for a terminal. */
import type { OpExplanation, SplitPlan, StagePlan, WeightResidency } from '../../sim/array/plan/explain.js';
import { textPairs, textTable } from '../export/text-table.js';
import { counted, percent, signedWhole, wholeNumber } from '../units/number.js';
import { dimsText, productSplit, splitText } from './op-table.js';
import type { PlannedOp } from './planned-op.js';

export function explanationText(op: PlannedOp, explanation: OpExplanation): string {
  const { stages, chosen, others = [], weight } = explanation;
  return [
    heading(op),
    textPairs(summary(op, weight)),
    stageTable(stages),
    ...(chosen === undefined ? [] : [splitTable(chosen, others)]),
  ].join('\n\n');
}

function heading({ op, operation, dims, formats, outputFormat }: PlannedOp): string {
  const sizes = dims === undefined ? '' : ` of ${dimsText(dims)}`;
  return `${op}: ${operation}${sizes}, ${formats.join(' × ')} → ${outputFormat}`;
}

function summary(op: PlannedOp, weight: WeightResidency | undefined): [string, string][] {
  const repeated = op.repeat === 1 ? '' : `, ${counted(op.repeat, 'equal op')}`;
  const { tables, states, values, copies } = op.memory;
  return [
    ['cycles', `${wholeNumber(op.cycles)}, ${percent(op.share)} of the step${repeated}`],
    ['plan', planText(op)],
    ...(op.left === undefined || op.right === undefined
      ? []
      : [['operands', `left ${op.left}, right ${op.right}`] as [string, string]]),
    ...(weight === undefined ? [] : [['weight', weightText(weight)] as [string, string]]),
    [
      'memory',
      `${wholeNumber(op.sramBytes)} B on the fullest tile: ${wholeNumber(tables)} of the exchange’s programs, ${wholeNumber(states)} of weights and states, ${wholeNumber(values)} of activations and gradients, ${wholeNumber(copies)} of copies and results`,
    ],
  ];
}

function planText(op: PlannedOp): string {
  const { tiles, rounds, roundsOf = 'positions', left, convolution, orientation } = op;
  if (left === undefined) return counted(tiles, 'tile');
  const turned = orientation === 'transposed' ? ' of bᵀ · aᵀ' : '';
  const inRounds = rounds === 1 ? 'in one round' : `in ${rounds} rounds of ${roundsOf}`;
  const dimensions = convolution === undefined ? ' of batch × m × n × k' : '';
  return `${counted(tiles, 'tile')}: ${splitText(op)}${dimensions}${turned}, ${inRounds}`;
}

function weightText(weight: WeightResidency): string {
  const { resident, copies, extraBytesPerTile, residentCycles, gatheredCycles } = weight;
  const saved = wholeNumber(gatheredCycles - residentCycles);
  const bytes = `${wholeNumber(extraBytesPerTile)} B a tile beyond one copy`;
  return resident
    ? `resident where it is used, in ${counted(copies, 'copy').replace('copys', 'copies')}: ${bytes}, saves ${saved} cycles`
    : `gathered each time; resident in ${copies} copies it would take ${bytes} and save ${saved} cycles`;
}

function stageTable(stages: readonly StagePlan[]): string {
  const rows = stages.map(({ receivedWords, pattern, exchangeCycles, syncCycles, task, workCycles }) => [
    receivedWords === 0 ? 'nothing' : `${wholeNumber(receivedWords)} words, ${pattern}`,
    wholeNumber(exchangeCycles),
    wholeNumber(syncCycles),
    task === undefined ? '' : `${task.kind} ${task.sizes}${task.calls === 1 ? '' : `, ${task.calls} calls`}`,
    task === undefined ? '' : wholeNumber(task.tiles),
    wholeNumber(workCycles),
  ]);
  const headings = ['a tile receives', 'exchange', 'sync', 'then the longest work', 'on tiles', 'cycles'];
  return textTable(headings, rows);
}

function splitTable(chosen: SplitPlan, others: readonly SplitPlan[]): string {
  const row = (split: SplitPlan, cycles: string) => [
    productSplit({ batch: split.splitBatch, m: split.splitM, n: split.splitN, k: split.splitK }),
    split.rounds === 1 ? '1' : `${split.rounds} of ${split.roundsOf}`,
    wholeNumber(split.sramBytes),
    wholeNumber(split.cycles),
    cycles,
  ];
  const rows = [
    row(chosen, 'the plan'),
    ...others.map((split) => row(split, signedWhole(split.cycles - chosen.cycles))),
  ];
  return textTable(['split b × m × n × k', 'rounds', 'SRAM (B)', 'modelled cycles', 'against the plan'], rows);
}
