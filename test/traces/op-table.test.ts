/**
 * Every op of one step of a small network on images of 4 × 6 × 2, nine at a time, listed by hand: what is computed in
 * which order, from what, into what. Source of the casts: Noune et al. 2022, figure 1 and "first layer"; shapes: each
 * layer's own (3 × 3 kernels see 9 · channels values; pooling halves both sides).
 */

import { describe, expect, it } from 'vitest';
import { USUAL_SCHEDULE } from '../../models/optimisers/schedule.js';
import { type OpRecord, operationOf } from '../../records/trace/op.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { createCapture } from '../../traces/capture/capture.js';
import { chosenSteps } from '../../traces/capture/chosen-steps.js';
import { lowerStep } from '../../traces/lowering/lower.js';
import { engineArithmetic } from '../../traces/ops/engine-arithmetic.js';
import { recipe } from '../../traces/training/recipes.js';
import { train } from '../../traces/training/train.js';
import { NOISE, RECTANGLE } from './rectangle.js';
import { ampFor } from './small-training.js';

const RULE = { kind: 'sgd-momentum', learningRate: 0.03, momentum: 0.6, weightDecay: 0.25 } as const;

/** f143 × 2^-2 and × 2^-6: the paper's biases 10 and 14 above the format's own 8. */
const [A, W, G] = ['float8_e4m3fnuz*-2', 'float8_e4m3fnuz*-6', 'float8_e5m2fnuz'];
const STEP_TABLE = `
forward cast                  conv/w.stored  18x3 float16     conv/w 18x3 float32
forward convolution 2>3 k3    conv/xw        9x4x6x3 float16  input/x 9x4x6x2 float16, conv/w.stored 18x3 float16
forward bias-add              conv/y         9x4x6x3 float16  conv/xw 9x4x6x3 float16, conv/b 3 float32
forward relu                  relu/y         9x4x6x3 float16  conv/y 9x4x6x3 float16
forward max 2                 pool/y         9x2x3x3 float16  relu/y 9x4x6x3 float16
forward cast                  wide/x.cast    9x2x3x3 ${A}     pool/y 9x2x3x3 float16
forward cast                  wide/w.stored  27x5 float16     wide/w 27x5 float32
forward cast                  wide/w.cast    27x5 ${W}        wide/w.stored 27x5 float16
forward convolution 3>5 k3    wide/xw        9x2x3x5 float16  wide/x.cast 9x2x3x3 ${A}, wide/w.cast 27x5 ${W}
forward bias-gelu             gelu/y         9x2x3x5 float16  wide/xw 9x2x3x5 float16, wide/b 5 float32
forward cast                  head/x.cast    9x30 ${A}        gelu/y 9x2x3x5 float16
forward cast                  head/w.stored  30x7 float16     head/w 30x7 float32
forward cast                  head/w.cast    30x7 ${W}        head/w.stored 30x7 float16
forward gemm 9x7x30           head/xw        9x7 float16      head/x.cast 9x30 ${A}, head/w.cast 30x7 ${W}
forward bias-add              head/y         9x7 float16      head/xw 9x7 float16, head/b 7 float32
forward softmax-cross-entropy loss/dlogits   9x7 float16      head/y 9x7 float16
dgrad   cast                  head/dy.cast   9x7 ${G}         loss/dlogits 9x7 float16
wgrad   column-sum            head/db        7 float32        loss/dlogits 9x7 float16
wgrad   transpose             head/x.transposed 30x9 ${A}     head/x.cast 9x30 ${A}
wgrad   gemm 30x7x9           head/dw        30x7 float16     head/x.transposed 30x9 ${A}, head/dy.cast 9x7 ${G}
wgrad   cast                  head/dw.cast   30x7 ${G}        head/dw 30x7 float16
dgrad   transpose             head/w.transposed 7x30 ${W}     head/w.cast 30x7 ${W}
dgrad   gemm 9x30x7           head/dx        9x30 float16     head/dy.cast 9x7 ${G}, head/w.transposed 7x30 ${W}
update  sgd-momentum          head/w.next    30x7 float32     head/w 30x7 float32, head/w.momentum 30x7 float32, head/dw.cast 30x7 ${G}
update  sgd-momentum undecayed head/b.next   7 float32        head/b 7 float32, head/b.momentum 7 float32, head/db 7 float32
dgrad   bias-gelu-backward    gelu/dx        9x2x3x5 float16  wide/xw 9x2x3x5 float16, wide/b 5 float32, head/dx 9x30 float16
dgrad   cast                  wide/dy.cast   9x2x3x5 ${G}     gelu/dx 9x2x3x5 float16
wgrad   column-sum            wide/db        5 float32        gelu/dx 9x2x3x5 float16
wgrad   convolution-wgrad 3>5 k3 wide/dw     27x5 float16     wide/x.cast 9x2x3x3 ${A}, wide/dy.cast 9x2x3x5 ${G}
wgrad   cast                  wide/dw.cast   27x5 ${G}        wide/dw 27x5 float16
dgrad   convolution-dgrad 3>5 k3 wide/dx     9x2x3x3 float16  wide/dy.cast 9x2x3x5 ${G}, wide/w.cast 27x5 ${W}
update  sgd-momentum          wide/w.next    27x5 float32     wide/w 27x5 float32, wide/w.momentum 27x5 float32, wide/dw.cast 27x5 ${G}
update  sgd-momentum undecayed wide/b.next   5 float32        wide/b 5 float32, wide/b.momentum 5 float32, wide/db 5 float32
dgrad   max-backward 2        pool/dx        9x4x6x3 float16  relu/y 9x4x6x3 float16, wide/dx 9x2x3x3 float16
dgrad   relu-backward         relu/dx        9x4x6x3 float16  relu/y 9x4x6x3 float16, pool/dx 9x4x6x3 float16
wgrad   column-sum            conv/db        3 float32        relu/dx 9x4x6x3 float16
wgrad   convolution-wgrad 2>3 k3 conv/dw     18x3 float16     input/x 9x4x6x2 float16, relu/dx 9x4x6x3 float16
update  sgd-momentum          conv/w.next    18x3 float32     conv/w 18x3 float32, conv/w.momentum 18x3 float32, conv/dw 18x3 float16
update  sgd-momentum undecayed conv/b.next   3 float32        conv/b 3 float32, conv/b.momentum 3 float32, conv/db 3 float32
`;

/** An op as a line of the table. */
function line(op: OpRecord, tensors: ReadonlyMap<string, TensorRecord>): string {
  const tensor = (id: string) => {
    const { shape, format, scaleExponent } = tensors.get(id) as TensorRecord;
    const scale = scaleExponent === 0 ? '' : `*${scaleExponent}`;
    return `${id.replace(/^\d+\//, '')} ${shape.join('x')} ${format}${scale}`;
  };
  return `${op.phase} ${words(op)} ${tensor(op.output)} ${op.inputs.map(tensor).join(', ')}`;
}

function words(op: OpRecord): string {
  switch (op.kind) {
    case 'gemm':
      return `gemm ${op.dims.m}x${op.dims.n}x${op.dims.k}`;
    case 'convolution': {
      const { inputChannels, outputChannels, kernel } = op.dims;
      return `${operationOf(op)} ${inputChannels}>${outputChannels} k${kernel}`;
    }
    case 'element-wise':
      return op.attributes.function;
    case 'pool':
      return `${op.attributes.function} ${op.dims.kernel}`;
    case 'update': {
      const { kind, weightDecay } = op.attributes.optimiser;
      return `${kind}${weightDecay === 0 ? ' undecayed' : ''}`;
    }
    default:
      return op.kind;
  }
}

const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((row) => row.replace(/ +/g, ' '));

const RECIPE = recipe('fp8', {}, 'test');
const lowered = (step: number) =>
  lowerStep({
    pass: 'training',
    network: RECTANGLE,
    recipe: RECIPE,
    unitFor: ampFor,
    batch: 9,
    optimiser: RULE,
    blocks: 'unrolled',
    seed: 4,
    step,
  });

it('one step has these ops, in this order', () => {
  const { ops, tensors } = lowered(1);
  const byId = new Map(tensors.map((tensor) => [tensor.id, tensor]));
  expect(ops.map((op) => line(op, byId))).toEqual(rows(STEP_TABLE));
});

it('dims beside the product’s are those of the tensors', () => {
  const { ops } = lowered(0);
  const dimsOf = (output: string) => ops.find((op) => op.output === `0/${output}`)?.dims;
  const windows = { images: 9, kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1 };
  expect(dimsOf('conv/xw')).toEqual({ ...windows, height: 4, width: 6, inputChannels: 2, outputChannels: 3 });
  const wide = { ...windows, height: 2, width: 3, inputChannels: 3, outputChannels: 5 };
  for (const output of ['wide/xw', 'wide/dx', 'wide/dw']) expect(dimsOf(output)).toEqual(wide);
  expect(dimsOf('relu/y')).toEqual({ rows: 216, columns: 3, groups: 1 });
  const squares = { images: 9, height: 4, width: 6, channels: 3, kernel: 2, stride: 2, padding: 0 };
  expect(dimsOf('pool/y')).toEqual(squares);
  expect(dimsOf('pool/dx')).toEqual(squares);
  expect(dimsOf('head/x.transposed')).toEqual({ batch: 1, rows: 9, columns: 30 });
  expect(dimsOf('head/b.next')).toEqual({ rows: 1, columns: 7 });
  expect(dimsOf('wide/db')).toEqual({ rows: 54, columns: 5, groups: 1 });
});

describe('captured in training, three steps of four', () => {
  const engine = createEngine({ threads: 1 });
  const capture = createCapture();
  const run = { network: RECTANGLE, dataset: NOISE, recipe: RECIPE, unitFor: ampFor, seed: 4, epochs: 1, batch: 9 };
  const { record, capturedSteps } = train({
    ...run,
    arithmetic: engineArithmetic(engine),
    optimiser: RULE,
    schedule: USUAL_SCHEDULE,
    whenDiverged: 'go-on',
    capture: (total) => ({ steps: chosenSteps(3, total, 'test').steps, recorder: capture }),
  });
  engine.close();

  it('are the steps in the middle of equal parts', () => {
    // Of four steps, at 4 · 0.5 ÷ 3 = 0.67, 2 and 3.33.
    expect(capturedSteps.map(({ step }) => step)).toEqual([0, 2, 3]);
    expect(record.steps).toHaveLength(4);
  });

  it.each([
    // A tenth of the rate from half of the steps on, a hundredth from three quarters on.
    [0, 0.03],
    [2, 0.003],
    [3, 0.0003],
  ])('step %i has the same ops, and learns at %f', (step, rate) => {
    const byId = new Map(capture.tensors.map((tensor) => [tensor.id, tensor]));
    const ops = capture.ops.filter((op) => op.step === step);
    expect(ops.map((op) => line(op, byId))).toEqual(rows(STEP_TABLE));
    for (const op of ops) if (op.kind === 'update') expect(op.attributes.optimiser.learningRate).toBeCloseTo(rate, 12);
  });

  it('reads in each step what the step before wrote', () => {
    const bytesOf = (id: string) => {
      const { file, key, ...rest } = capture.tensors.find((tensor) => tensor.id === id) as TensorRecord;
      return {
        amax: rest.statistics?.amax,
        histogram: rest.statistics?.exponentHistogram,
        zeros: rest.statistics?.zeros,
      };
    };
    expect(bytesOf('3/wide/w')).toEqual(bytesOf('2/wide/w.next'));
    expect(bytesOf('3/wide/w')).not.toEqual(bytesOf('0/wide/w'));
  });
});
