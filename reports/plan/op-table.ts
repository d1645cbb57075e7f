/** The ops of a step as a table for a terminal: how each is laid out, and where its cycles go. */
import { textTable } from '../export/text-table.js';
import { percent, percentNumber, wholeNumber } from '../units/number.js';
import { forPeople } from '../units/si.js';
import { fullestOp, type PlannedOp, type StepLayout } from './planned-op.js';

const HEADINGS = [
  ...['layer', 'phase', 'op', 'dims', 'repeat', 'tiles', 'split (of products b × m × n × k)', 'rounds', 'operands'],
  ...['cycles', '%', 'exchange', 'compute', 'sync', 'SRAM (B)'],
];

export function opTable(layout: StepLayout): string {
  return [textTable(HEADINGS, layout.ops.map(row)), '', ...summary(layout)].join('\n');
}

function row(op: PlannedOp): string[] {
  return [
    op.layer,
    op.phase,
    op.operation,
    op.dims === undefined ? '' : dimsText(op.dims),
    op.repeat === 1 ? '' : wholeNumber(op.repeat),
    wholeNumber(op.tiles),
    splitText(op),
    roundsText(op),
    operandsText(op),
    wholeNumber(op.cycles),
    percentNumber(op.share, 1),
    wholeNumber(op.exchangeCycles),
    wholeNumber(op.computeCycles),
    wholeNumber(op.syncCycles),
    wholeNumber(op.sramBytes),
  ];
}

/** What is not said. */
const USUAL: Readonly<Record<string, number>> = { padding: 0, stride: 1, dilation: 1, groups: 1, batch: 1 };

/** `m 512, n 768, k 768`, `4 × 224 × 224, kernel 7, stride 2, padding 3, channels 3 → 64`; what is as usual is left out. */
export function dimsText(dims: Readonly<Record<string, number>>): string {
  const { images, height, width, inputChannels, outputChannels, ...others } = dims;
  const isImage = images !== undefined;
  const sizes = Object.entries(others).filter(([name, size]) => USUAL[name] !== size);
  return [
    ...(isImage ? [`${images} × ${height} × ${width}`] : []),
    ...sizes.map(([name, size]) => `${name} ${size}`),
    ...(inputChannels === undefined ? [] : [`channels ${inputChannels} → ${outputChannels}`]),
  ].join(', ');
}

/** Of a product its batch, m, n and k; of a convolution the dimensions that are cut. */
export function splitText({ left, split, convolution }: PlannedOp): string {
  if (convolution !== undefined) {
    const { way, ...parts } = convolution;
    const cut = Object.entries(parts).filter(([, count]) => count !== 1);
    return `${way}: ${cut.map(([name, count]) => `${name} ${count}`).join(' × ')}`;
  }
  return left === undefined ? '' : productSplit(split);
}

export function productSplit({ batch, m, n, k }: PlannedOp['split']): string {
  return `${batch} × ${m} × ${n} × ${k}`;
}

function roundsText({ rounds, roundsOf }: PlannedOp): string {
  return rounds === 1 ? '' : `${rounds} of ${roundsOf ?? 'positions'}`;
}

/** How a product's operands come, and whether it is run as bᵀ · aᵀ. */
function operandsText({ left, right, orientation }: PlannedOp): string {
  if (left === undefined || right === undefined) return '';
  const turned = orientation === 'transposed' ? ', as bᵀ · aᵀ' : '';
  return left === right ? `both ${left}${turned}` : `${left} · ${right}${turned}`;
}

function summary(layout: StepLayout): string[] {
  const { cycles, ops, usableBytes, clockHz } = layout;
  const share = (part: (op: PlannedOp) => number) =>
    percent(cycles === 0 ? 0 : ops.reduce((sum, op) => sum + part(op), 0) / cycles);
  const shares = [
    `${share(({ exchangeCycles }) => exchangeCycles)} exchange`,
    `${share(({ computeCycles }) => computeCycles)} on tiles`,
    `${share(({ syncCycles }) => syncCycles)} sync`,
  ];
  const fullest = fullestOp(layout);
  return [
    `${layout.network} (${layout.recipe}) on ${layout.machine}, ${wholeNumber(layout.tiles)} tiles: ${wholeNumber(cycles)} cycles a step, ${forPeople(cycles / clockHz, 's')}: ${shares.join(', ')}`,
    ...(fullest === undefined
      ? []
      : [
          `fullest tile: ${wholeNumber(fullest.sramBytes)} of ${wholeNumber(usableBytes)} B (${percent(fullest.sramBytes / usableBytes)}), in ${fullest.op}`,
        ]),
  ];
}
