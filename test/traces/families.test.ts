/**
 * Every op of small networks of each family, listed by hand: what is computed in which order, from what, into what. Source of
 * the casts: Noune et al. 2022, figure 1 and "first layer"; of the ops of attention and norms: their definitions, as the
 * layers' files have them (scores are scaled by 1 ÷ √2 in heads of 2). A line: phase, op, result with shape and format, operands.
 */
import { describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { type OpRecord, operationOf } from '../../records/trace/op.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import { lowerStep } from '../../traces/lowering/lower.js';
import type { Pass } from '../../traces/ops/emit.js';
import { recipe } from '../../traces/training/recipes.js';
import { ampFor } from './small-training.js';

const SHORT: Readonly<Record<string, string>> = {
  float16: 'half',
  float32: 'single',
  'float8_e4m3fnuz*-2': 'A8',
  'float8_e4m3fnuz*-6': 'W8',
  float8_e5m2fnuz: 'G8',
};

function opsOf(network: NetworkGraph, pass: Pass): string[] {
  const { ops, tensors } = lowerStep({
    ...{ network, pass, recipe: recipe('fp8', {}, 'test'), unitFor: ampFor, batch: 2, seed: 1, step: 0 },
    optimiser: { kind: 'sgd-momentum', learningRate: 0, momentum: 0, weightDecay: 0 },
    blocks: 'unrolled',
  });
  const byId = new Map(tensors.map((tensor) => [tensor.id, tensor]));
  return ops.map((op) => line(op, byId.get(op.output) as TensorRecord));
}

function line(op: OpRecord, { shape, format, scaleExponent }: TensorRecord): string {
  const name = (id: string) => id.slice(id.indexOf('/') + 1);
  const spelled = scaleExponent === 0 ? format : `${format}*${scaleExponent}`;
  const operands = op.inputs.map(name).join(', ');
  return `${op.phase} ${words(op)} ${name(op.output)} ${shape.join('x')} ${SHORT[spelled]} < ${operands}`;
}

function words(op: OpRecord): string {
  switch (op.kind) {
    case 'gemm': {
      const { batch, m, n, k } = op.dims;
      return `gemm ${batch === 1 ? '' : `${batch}*`}${m}x${n}x${k}`;
    }
    case 'convolution': {
      const { inputChannels, outputChannels, kernel, stride, groups } = op.dims;
      return `${operationOf(op)} ${inputChannels}>${outputChannels} k${kernel} s${stride} g${groups}`;
    }
    case 'element-wise':
    case 'column-sum': {
      const { groups } = op.dims;
      return `${operationOf(op)}${groups === 1 ? '' : ` g${groups}`}`;
    }
    case 'softmax':
      return `${operationOf(op)} ${op.attributes.mask} ${op.attributes.scale.toFixed(4)}`;
    case 'rearrange':
      return `${operationOf(op)} ${op.dims.piece}`;
    default:
      return operationOf(op);
  }
}

const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((row) => row.replace(/ +/g, ' '));

const graph = (nodes: NetworkGraph['nodes'], shape: NetworkGraph['inputs'][number]['shape']): NetworkGraph => ({
  ...{ name: 'test', summary: '', inputs: [{ id: 'x', shape }], nodes, loss: 'softmax-cross-entropy' },
  ...(shape.includes('sequence') ? { sequence: 3 } : {}),
});

describe('residual networks: batch-norm, strides, a shortcut without weights', () => {
  const network = graph(
    [
      { id: 'conv', kind: 'convolution', channels: 4, kernel: 3, bias: false },
      { id: 'norm', kind: 'batch-norm' },
      { id: 'relu', kind: 'relu' },
      { id: 'thin', kind: 'subsample', stride: 2 },
      { id: 'short', kind: 'pad', before: 1, after: 1 },
      { id: 'half', kind: 'convolution', channels: 6, kernel: 3, stride: 2, bias: false, inputs: ['relu'] },
      { id: 'half-norm', kind: 'batch-norm' },
      { id: 'sum', kind: 'add', inputs: ['half-norm', 'short'] },
      { id: 'pool', kind: 'global-average-pool' },
      { id: 'head', kind: 'linear', outputs: 3 },
    ],
    ['batch', 4, 4, 2],
  );

  it('training', () => {
    expect(opsOf(network, 'training')).toEqual(
      rows(`
forward cast                       conv/w.stored 18x4 half        < conv/w
forward convolution 2>4 k3 s1 g1   conv/xw 2x4x4x4 half           < input/x, conv/w.stored
forward batch-norm-statistics      norm/statistics 2x4 single     < conv/xw
forward batch-norm-apply           norm/y 2x4x4x4 half            < conv/xw, norm/statistics, norm/scale-shift
forward relu                       relu/y 2x4x4x4 half            < norm/y
forward slice 4                    thin/y 2x2x2x4 half            < relu/y
forward pad 4                      short/y 2x2x2x6 half           < thin/y
forward cast                       half/x.cast 2x4x4x4 A8         < relu/y
forward cast                       half/w.stored 36x6 half        < half/w
forward cast                       half/w.cast 36x6 W8            < half/w.stored
forward convolution 4>6 k3 s2 g1   half/xw 2x2x2x6 half           < half/x.cast, half/w.cast
forward batch-norm-statistics      half-norm/statistics 2x6 single < half/xw
forward batch-norm-apply           half-norm/y 2x2x2x6 half       < half/xw, half-norm/statistics, half-norm/scale-shift
forward add                        sum/y 2x2x2x6 half             < half-norm/y, short/y
forward average-pool               pool/y 2x1x1x6 half            < sum/y
forward cast                       head/x.cast 2x6 A8             < pool/y
forward cast                       head/w.stored 6x3 half         < head/w
forward cast                       head/w.cast 6x3 W8             < head/w.stored
forward gemm 2x3x6                 head/xw 2x3 half               < head/x.cast, head/w.cast
forward bias-add                   head/y 2x3 half                < head/xw, head/b
forward softmax-cross-entropy      loss/dlogits 2x3 half          < head/y
dgrad cast                         head/dy.cast 2x3 G8            < loss/dlogits
wgrad column-sum                   head/db 3 single               < loss/dlogits
wgrad transpose                    head/x.transposed 6x2 A8       < head/x.cast
wgrad gemm 6x3x2                   head/dw 6x3 half               < head/x.transposed, head/dy.cast
wgrad cast                         head/dw.cast 6x3 G8            < head/dw
dgrad transpose                    head/w.transposed 3x6 W8       < head/w.cast
dgrad gemm 2x6x3                   head/dx 2x6 half               < head/dy.cast, head/w.transposed
update sgd-momentum                head/w.next 6x3 single         < head/w, head/w.momentum, head/dw.cast
update sgd-momentum                head/b.next 3 single           < head/b, head/b.momentum, head/db
dgrad average-pool-backward        pool/dx 2x2x2x6 half           < head/dx
wgrad batch-norm-parameters        half-norm/dparameters 2x6 single < half/xw, half-norm/statistics, pool/dx
dgrad batch-norm-backward          half-norm/dx 2x2x2x6 half      < half/xw, half-norm/statistics, half-norm/scale-shift, half-norm/dparameters, pool/dx
update sgd-momentum                half-norm/scale-shift.next 2x6 single < half-norm/scale-shift, half-norm/scale-shift.momentum, half-norm/dparameters
dgrad cast                         half/dy.cast 2x2x2x6 G8        < half-norm/dx
wgrad convolution-wgrad 4>6 k3 s2 g1 half/dw 36x6 half            < half/x.cast, half/dy.cast
wgrad cast                         half/dw.cast 36x6 G8           < half/dw
dgrad convolution-dgrad 4>6 k3 s2 g1 half/dx 2x4x4x4 half         < half/dy.cast, half/w.cast
update sgd-momentum                half/w.next 36x6 single        < half/w, half/w.momentum, half/dw.cast
dgrad slice 4                      short/dx 2x2x2x4 half          < pool/dx
dgrad pad 4                        thin/dx 2x4x4x4 half           < short/dx
dgrad add                          thin/dx.sum 2x4x4x4 half       < half/dx, thin/dx
dgrad relu-backward                relu/dx 2x4x4x4 half           < relu/y, thin/dx.sum
wgrad batch-norm-parameters        norm/dparameters 2x4 single    < conv/xw, norm/statistics, relu/dx
dgrad batch-norm-backward          norm/dx 2x4x4x4 half           < conv/xw, norm/statistics, norm/scale-shift, norm/dparameters, relu/dx
update sgd-momentum                norm/scale-shift.next 2x4 single < norm/scale-shift, norm/scale-shift.momentum, norm/dparameters
wgrad convolution-wgrad 2>4 k3 s1 g1 conv/dw 18x4 half            < input/x, norm/dx
update sgd-momentum                conv/w.next 18x4 single        < conv/w, conv/w.momentum, conv/dw
`),
    );
  });

  it('inference: norms are a shift behind the convolution', () => {
    expect(opsOf(network, 'inference')).toEqual(
      rows(`
forward convolution 2>4 k3 s1 g1   conv/xw 2x4x4x4 half           < input/x, conv/w
forward bias-add                   norm/y 2x4x4x4 half            < conv/xw, norm/shift
forward relu                       relu/y 2x4x4x4 half            < norm/y
forward slice 4                    thin/y 2x2x2x4 half            < relu/y
forward pad 4                      short/y 2x2x2x6 half           < thin/y
forward cast                       half/x.cast 2x4x4x4 A8         < relu/y
forward convolution 4>6 k3 s2 g1   half/xw 2x2x2x6 half           < half/x.cast, half/w
forward bias-add                   half-norm/y 2x2x2x6 half       < half/xw, half-norm/shift
forward add                        sum/y 2x2x2x6 half             < half-norm/y, short/y
forward average-pool               pool/y 2x1x1x6 half            < sum/y
forward cast                       head/x.cast 2x6 A8             < pool/y
forward gemm 2x3x6                 head/xw 2x3 half               < head/x.cast, head/w
forward bias-add                   head/y 2x3 half                < head/xw, head/b
`),
    );
  });
});

it('EfficientNets: one kernel a channel, squeeze-and-excite', () => {
  const network = graph(
    [
      { id: 'conv', kind: 'convolution', channels: 4, kernel: 3, groups: 2, bias: false },
      { id: 'norm', kind: 'batch-norm' },
      { id: 'silu', kind: 'silu' },
      { id: 'means', kind: 'global-average-pool' },
      { id: 'squeeze', kind: 'linear', outputs: 4 },
      { id: 'factors', kind: 'sigmoid' },
      { id: 'weighed', kind: 'multiply', inputs: ['silu', 'factors'] },
      { id: 'pool', kind: 'global-average-pool' },
    ],
    ['batch', 4, 4, 2],
  );
  expect(opsOf(network, 'training')).toEqual(
    rows(`
forward cast                       conv/w.stored 9x4 half         < conv/w
forward convolution 2>4 k3 s1 g2   conv/xw 2x4x4x4 half           < input/x, conv/w.stored
forward batch-norm-statistics      norm/statistics 2x4 single     < conv/xw
forward batch-norm-apply           norm/y 2x4x4x4 half            < conv/xw, norm/statistics, norm/scale-shift
forward silu                       silu/y 2x4x4x4 half            < norm/y
forward average-pool               means/y 2x1x1x4 half           < silu/y
forward cast                       squeeze/x.cast 2x4 A8          < means/y
forward cast                       squeeze/w.stored 4x4 half      < squeeze/w
forward cast                       squeeze/w.cast 4x4 W8          < squeeze/w.stored
forward gemm 2x4x4                 squeeze/xw 2x4 half            < squeeze/x.cast, squeeze/w.cast
forward bias-add                   squeeze/y 2x4 half             < squeeze/xw, squeeze/b
forward sigmoid                    factors/y 2x4 half             < squeeze/y
forward row-multiply g2            weighed/y 2x4x4x4 half         < silu/y, factors/y
forward average-pool               pool/y 2x1x1x4 half            < weighed/y
forward softmax-cross-entropy      loss/dlogits 2x4 half          < pool/y
dgrad average-pool-backward        pool/dx 2x4x4x4 half           < loss/dlogits
dgrad row-multiply g2              weighed/da 2x4x4x4 half        < pool/dx, factors/y
dgrad multiply                     weighed/db 2x4x4x4 half        < pool/dx, silu/y
dgrad column-sum g2                weighed/db.sum 2x4 single      < weighed/db
dgrad cast                         weighed/db.stored 2x4 half     < weighed/db.sum
dgrad sigmoid-backward             factors/dx 2x4 half            < factors/y, weighed/db.stored
dgrad cast                         squeeze/dy.cast 2x4 G8         < factors/dx
wgrad column-sum                   squeeze/db 4 single            < factors/dx
wgrad transpose                    squeeze/x.transposed 4x2 A8    < squeeze/x.cast
wgrad gemm 4x4x2                   squeeze/dw 4x4 half            < squeeze/x.transposed, squeeze/dy.cast
wgrad cast                         squeeze/dw.cast 4x4 G8         < squeeze/dw
dgrad transpose                    squeeze/w.transposed 4x4 W8    < squeeze/w.cast
dgrad gemm 2x4x4                   squeeze/dx 2x4 half            < squeeze/dy.cast, squeeze/w.transposed
update sgd-momentum                squeeze/w.next 4x4 single      < squeeze/w, squeeze/w.momentum, squeeze/dw.cast
update sgd-momentum                squeeze/b.next 4 single        < squeeze/b, squeeze/b.momentum, squeeze/db
dgrad average-pool-backward        means/dx 2x4x4x4 half          < squeeze/dx
dgrad add                          means/dx.sum 2x4x4x4 half      < weighed/da, means/dx
dgrad silu-backward                silu/dx 2x4x4x4 half           < norm/y, means/dx.sum
wgrad batch-norm-parameters        norm/dparameters 2x4 single    < conv/xw, norm/statistics, silu/dx
dgrad batch-norm-backward          norm/dx 2x4x4x4 half           < conv/xw, norm/statistics, norm/scale-shift, norm/dparameters, silu/dx
update sgd-momentum                norm/scale-shift.next 2x4 single < norm/scale-shift, norm/scale-shift.momentum, norm/dparameters
wgrad convolution-wgrad 2>4 k3 s1 g2 conv/dw 9x4 half             < input/x, norm/dx
update sgd-momentum                conv/w.next 9x4 single         < conv/w, conv/w.momentum, conv/dw
`),
  );
});

describe('encoders: embeddings, places, attention from three layers, norms behind sums, GELU', () => {
  const token = { axes: 'last', inputs: ['norm'] } as const;
  const network = graph(
    [
      { id: 'words', kind: 'embedding', entries: 5, width: 4 },
      { id: 'places', kind: 'positions', entries: 6 },
      { id: 'norm', kind: 'layer-norm' },
      { id: 'q', kind: 'linear', outputs: 4, ...token },
      { id: 'k', kind: 'linear', outputs: 4, ...token },
      { id: 'v', kind: 'linear', outputs: 4, ...token },
      { id: 'attention', kind: 'attention', heads: 2, inputs: ['q', 'k', 'v'] },
      { id: 'sum', kind: 'add', inputs: ['attention', 'norm'] },
      { id: 'second', kind: 'layer-norm' },
      { id: 'first', kind: 'slice', axis: 'tokens', length: 1 },
      { id: 'wide', kind: 'linear', outputs: 7 },
      { id: 'gelu', kind: 'gelu' },
    ],
    ['batch', 'sequence'],
  );

  it('inference: sums are part of the norm behind them, biases of the GELU', () => {
    expect(opsOf(network, 'inference')).toEqual(
      rows(`
forward embedding                  words/y 2x3x4 half             < words/table, input/x
forward bias-add                   places/y 2x12 half             < words/y, places/table
forward layer-norm                 norm/y 2x3x4 half              < places/y, norm/scale-shift
forward cast                       q/x.cast 6x4 A8                < norm/y
forward gemm 6x4x4                 q/xw 6x4 half                  < q/x.cast, q/w
forward bias-add                   q/y 6x4 half                   < q/xw, q/b
forward cast                       k/x.cast 6x4 A8                < norm/y
forward gemm 6x4x4                 k/xw 6x4 half                  < k/x.cast, k/w
forward bias-add                   k/y 6x4 half                   < k/xw, k/b
forward cast                       v/x.cast 6x4 A8                < norm/y
forward gemm 6x4x4                 v/xw 6x4 half                  < v/x.cast, v/w
forward bias-add                   v/y 6x4 half                   < v/xw, v/b
forward cast                       attention/q.cast 2x3x4 A8      < q/y
forward split-heads 2              attention/q.heads 4x3x2 A8     < attention/q.cast
forward cast                       attention/k.cast 2x3x4 A8      < k/y
forward split-heads 2              attention/k.heads 4x3x2 A8     < attention/k.cast
forward cast                       attention/v.cast 2x3x4 A8      < v/y
forward split-heads 2              attention/v.heads 4x3x2 A8     < attention/v.cast
forward transpose                  attention/k.transposed 4x2x3 A8 < attention/k.heads
forward gemm 4*3x3x2               attention/scores 4x3x3 half    < attention/q.heads, attention/k.transposed
forward softmax none 0.7071      attention/shares 4x3x3 half    < attention/scores
forward cast                       attention/shares.cast 4x3x3 A8 < attention/shares
forward gemm 4*3x2x3               attention/mixed 4x3x2 half     < attention/shares.cast, attention/v.heads
forward merge-heads 2              attention/y 2x3x4 half         < attention/mixed
forward add-layer-norm             second/y 2x3x4 half            < attention/y, norm/y, second/scale-shift
forward slice 4                    first/y 2x1x4 half             < second/y
forward cast                       wide/x.cast 2x4 A8             < first/y
forward gemm 2x7x4                 wide/xw 2x7 half               < wide/x.cast, wide/w
forward bias-gelu                  gelu/y 2x7 half                < wide/xw, wide/b
`),
    );
  });

  it('training, back from the GELU to the embedding but for the linear layers', () => {
    const linear = /^\w+ (gemm \d+x|cast |transpose |column-sum |sgd-momentum )[^<]*\b[qkv]\//;
    const backward = opsOf(network, 'training').filter((row) => !row.startsWith('forward') && !linear.test(row));
    const other = backward.filter((row) => !/ (wide)\//.test(row.split('<')[0] ?? ''));
    expect(other).toEqual(
      rows(`
dgrad bias-gelu-backward           gelu/dx 2x7 half               < wide/xw, wide/b, loss/dlogits
dgrad pad 4                        first/dx 2x3x4 half            < wide/dx
wgrad layer-norm-parameters        second/dparameters 2x4 single  < sum/y, second/statistics, first/dx
dgrad layer-norm-backward          second/dx 2x3x4 half           < sum/y, second/statistics, second/scale-shift, first/dx
update sgd-momentum                second/scale-shift.next 2x4 single < second/scale-shift, second/scale-shift.momentum, second/dparameters
dgrad cast                         attention/dy.cast 2x3x4 G8     < second/dx
dgrad split-heads 2                attention/dy.heads 4x3x2 G8    < attention/dy.cast
dgrad transpose                    attention/shares.transposed 4x3x3 A8 < attention/shares.cast
dgrad gemm 4*3x2x3                 attention/dv 4x3x2 half        < attention/shares.transposed, attention/dy.heads
dgrad transpose                    attention/v.transposed 4x2x3 A8 < attention/v.heads
dgrad gemm 4*3x3x2                 attention/dshares 4x3x3 half   < attention/dy.heads, attention/v.transposed
dgrad softmax-backward none 0.7071 attention/dscores 4x3x3 half < attention/shares, attention/dshares
dgrad cast                         attention/dscores.cast 4x3x3 G8 < attention/dscores
dgrad gemm 4*3x2x3                 attention/dq 4x3x2 half        < attention/dscores.cast, attention/k.heads
dgrad transpose                    attention/dscores.transposed 4x3x3 G8 < attention/dscores.cast
dgrad gemm 4*3x2x3                 attention/dk 4x3x2 half        < attention/dscores.transposed, attention/q.heads
dgrad merge-heads 2                attention/dq.merged 2x3x4 half < attention/dq
dgrad merge-heads 2                attention/dk.merged 2x3x4 half < attention/dk
dgrad merge-heads 2                attention/dv.merged 2x3x4 half < attention/dv
dgrad add                          v/dx.sum 2x3x4 half            < second/dx, v/dx
dgrad add                          k/dx.sum 2x3x4 half            < v/dx.sum, k/dx
dgrad add                          q/dx.sum 2x3x4 half            < k/dx.sum, q/dx
wgrad layer-norm-parameters        norm/dparameters 2x4 single    < places/y, norm/statistics, q/dx.sum
dgrad layer-norm-backward          norm/dx 2x3x4 half             < places/y, norm/statistics, norm/scale-shift, q/dx.sum
update sgd-momentum                norm/scale-shift.next 2x4 single < norm/scale-shift, norm/scale-shift.momentum, norm/dparameters
wgrad column-sum                   places/dtable.used 12 single   < norm/dx
wgrad pad 12                       places/dtable 6x4 single       < places/dtable.used
update sgd-momentum                places/table.next 6x4 single   < places/table, places/table.momentum, places/dtable
wgrad embedding-backward           words/dtable 5x4 half          < input/x, norm/dx
update sgd-momentum                words/table.next 5x4 single    < words/table, words/table.momentum, words/dtable
`),
    );
  });
});

it('GPT: q, k and v from one layer, a causal mask, the head shares the table', () => {
  const network = graph(
    [
      { id: 'words', kind: 'embedding', entries: 5, width: 4 },
      { id: 'qkv', kind: 'linear', outputs: 12, axes: 'last', bias: false },
      { id: 'attention', kind: 'attention', heads: 1, mask: 'causal' },
      { id: 'head', kind: 'linear', outputs: 5, axes: 'last', bias: false, weights: 'words' },
    ],
    ['batch', 'sequence'],
  );
  expect(opsOf(network, 'training')).toEqual(
    rows(`
forward embedding                  words/y 2x3x4 single           < words/table, input/x
forward cast                       words/y.stored 2x3x4 half      < words/y
forward cast                       qkv/x.cast 6x4 A8              < words/y.stored
forward cast                       qkv/w.stored 4x12 half         < qkv/w
forward cast                       qkv/w.cast 4x12 W8             < qkv/w.stored
forward gemm 6x12x4                qkv/xw 6x12 half               < qkv/x.cast, qkv/w.cast
forward cast                       attention/x.cast 2x3x12 A8     < qkv/xw
forward slice 4                    attention/q.heads 2x3x4 A8     < attention/x.cast
forward slice 4                    attention/k.heads 2x3x4 A8     < attention/x.cast
forward slice 4                    attention/v.heads 2x3x4 A8     < attention/x.cast
forward transpose                  attention/k.transposed 2x4x3 A8 < attention/k.heads
forward gemm 2*3x3x4               attention/scores 2x3x3 half    < attention/q.heads, attention/k.transposed
forward softmax causal 0.5000         attention/shares 2x3x3 half    < attention/scores
forward cast                       attention/shares.cast 2x3x3 A8 < attention/shares
forward gemm 2*3x4x3               attention/mixed 2x3x4 half     < attention/shares.cast, attention/v.heads
forward merge-heads 4              attention/y 2x3x4 half         < attention/mixed
forward cast                       head/x.cast 6x4 A8             < attention/y
forward cast                       head/w.stored 5x4 half         < words/table
forward cast                       head/w.cast 5x4 W8             < head/w.stored
forward transpose                  head/w.transposed 4x5 W8       < head/w.cast
forward gemm 6x5x4                 head/xw 6x5 half               < head/x.cast, head/w.transposed
forward softmax-cross-entropy      loss/dlogits 6x5 half          < head/xw
dgrad cast                         head/dy.cast 6x5 G8            < loss/dlogits
wgrad transpose                    head/dy.transposed 5x6 G8      < head/dy.cast
wgrad gemm 5x4x6                   head/dw 5x4 half               < head/dy.transposed, head/x.cast
dgrad gemm 6x4x5                   head/dx 6x4 half               < head/dy.cast, head/w.cast
dgrad cast                         attention/dy.cast 2x3x4 G8     < head/dx
dgrad split-heads 4                attention/dy.heads 2x3x4 G8    < attention/dy.cast
dgrad transpose                    attention/shares.transposed 2x3x3 A8 < attention/shares.cast
dgrad gemm 2*3x4x3                 attention/dv 2x3x4 half        < attention/shares.transposed, attention/dy.heads
dgrad transpose                    attention/v.transposed 2x4x3 A8 < attention/v.heads
dgrad gemm 2*3x3x4                 attention/dshares 2x3x3 half   < attention/dy.heads, attention/v.transposed
dgrad softmax-backward causal 0.5000  attention/dscores 2x3x3 half   < attention/shares, attention/dshares
dgrad cast                         attention/dscores.cast 2x3x3 G8 < attention/dscores
dgrad gemm 2*3x4x3                 attention/dq 2x3x4 half        < attention/dscores.cast, attention/k.heads
dgrad transpose                    attention/dscores.transposed 2x3x3 G8 < attention/dscores.cast
dgrad gemm 2*3x4x3                 attention/dk 2x3x4 half        < attention/dscores.transposed, attention/q.heads
dgrad concat 4                     attention/dx 2x3x12 half       < attention/dq, attention/dk, attention/dv
dgrad cast                         qkv/dy.cast 6x12 G8            < attention/dx
wgrad transpose                    qkv/x.transposed 4x6 A8        < qkv/x.cast
wgrad gemm 4x12x6                  qkv/dw 4x12 half               < qkv/x.transposed, qkv/dy.cast
wgrad cast                         qkv/dw.cast 4x12 G8            < qkv/dw
dgrad transpose                    qkv/w.transposed 12x4 W8       < qkv/w.cast
dgrad gemm 6x4x12                  qkv/dx 6x4 half                < qkv/dy.cast, qkv/w.transposed
update sgd-momentum                qkv/w.next 4x12 single         < qkv/w, qkv/w.momentum, qkv/dw.cast
wgrad embedding-backward           words/dtable 5x4 half          < input/x, qkv/dx
wgrad add                          words/dtable.sum 5x4 half      < head/dw, words/dtable
wgrad cast                         words/dtable.cast 5x4 G8       < words/dtable.sum
update sgd-momentum                words/table.next 5x4 single    < words/table, words/table.momentum, words/dtable.cast
`),
  );
});

it('Llama: RMS-norm, rotary places before the cast, a gated SiLU', () => {
  const last = { axes: 'last', bias: false } as const;
  const network = graph(
    [
      { id: 'words', kind: 'embedding', entries: 5, width: 2 },
      { id: 'norm', kind: 'rms-norm' },
      { id: 'attention', kind: 'attention', heads: 1, positions: 'rotary', inputs: ['norm', 'norm', 'norm'] },
      { id: 'gate', kind: 'silu' },
      { id: 'gated', kind: 'multiply', inputs: ['gate', 'norm'] },
      { id: 'head', kind: 'linear', outputs: 3, ...last },
    ],
    ['batch', 'sequence'],
  );
  const notHead = (row: string) => !/ (head|loss)\//.test(row.split('<')[0] ?? '');
  expect(opsOf(network, 'training').filter(notHead)).toEqual(
    rows(`
forward embedding                  words/y 2x3x2 single           < words/table, input/x
forward cast                       words/y.stored 2x3x2 half      < words/y
forward rms-norm                   norm/y 2x3x2 half              < words/y.stored, norm/scale
forward split-heads 2              attention/q.heads 2x3x2 half   < norm/y
forward rotary                     attention/q.turned 2x6 half    < attention/q.heads, attention/angles.forth
forward cast                       attention/q.cast 2x3x2 A8      < attention/q.turned
forward split-heads 2              attention/k.heads 2x3x2 half   < norm/y
forward rotary                     attention/k.turned 2x6 half    < attention/k.heads, attention/angles.forth
forward cast                       attention/k.cast 2x3x2 A8      < attention/k.turned
forward cast                       attention/v.cast 2x3x2 A8      < norm/y
forward split-heads 2              attention/v.heads 2x3x2 A8     < attention/v.cast
forward transpose                  attention/k.transposed 2x2x3 A8 < attention/k.cast
forward gemm 2*3x3x2               attention/scores 2x3x3 half    < attention/q.cast, attention/k.transposed
forward softmax none 0.7071 attention/shares 2x3x3 half  < attention/scores
forward cast                       attention/shares.cast 2x3x3 A8 < attention/shares
forward gemm 2*3x2x3               attention/mixed 2x3x2 half     < attention/shares.cast, attention/v.heads
forward merge-heads 2              attention/y 2x3x2 half         < attention/mixed
forward silu                       gate/y 2x3x2 half              < attention/y
forward multiply                   gated/y 2x3x2 half             < gate/y, norm/y
dgrad multiply                     gated/da 2x3x2 half            < head/dx, norm/y
dgrad multiply                     gated/db 2x3x2 half            < head/dx, gate/y
dgrad silu-backward                gate/dx 2x3x2 half             < attention/y, gated/da
dgrad cast                         attention/dy.cast 2x3x2 G8     < gate/dx
dgrad split-heads 2                attention/dy.heads 2x3x2 G8    < attention/dy.cast
dgrad transpose                    attention/shares.transposed 2x3x3 A8 < attention/shares.cast
dgrad gemm 2*3x2x3                 attention/dv 2x3x2 half        < attention/shares.transposed, attention/dy.heads
dgrad transpose                    attention/v.transposed 2x2x3 A8 < attention/v.heads
dgrad gemm 2*3x3x2                 attention/dshares 2x3x3 half   < attention/dy.heads, attention/v.transposed
dgrad softmax-backward none 0.7071 attention/dscores 2x3x3 half < attention/shares, attention/dshares
dgrad cast                         attention/dscores.cast 2x3x3 G8 < attention/dscores
dgrad gemm 2*3x2x3                 attention/dq 2x3x2 half        < attention/dscores.cast, attention/k.cast
dgrad transpose                    attention/dscores.transposed 2x3x3 G8 < attention/dscores.cast
dgrad gemm 2*3x2x3                 attention/dk 2x3x2 half        < attention/dscores.transposed, attention/q.cast
dgrad rotary                       attention/dq.turned 2x6 half   < attention/dq, attention/angles.back
dgrad rotary                       attention/dk.turned 2x6 half   < attention/dk, attention/angles.back
dgrad merge-heads 2                attention/dq.merged 2x3x2 half < attention/dq.turned
dgrad merge-heads 2                attention/dk.merged 2x3x2 half < attention/dk.turned
dgrad merge-heads 2                attention/dv.merged 2x3x2 half < attention/dv
dgrad add                          attention/dx.sum 2x3x2 half    < gated/db, attention/dq.merged
dgrad add                          attention/dx.sum.2 2x3x2 half  < attention/dx.sum, attention/dk.merged
dgrad add                          attention/dx.sum.3 2x3x2 half  < attention/dx.sum.2, attention/dv.merged
wgrad rms-norm-parameters          norm/dscale 2 single           < words/y.stored, attention/dx.sum.3
dgrad rms-norm-backward            norm/dx 2x3x2 half             < words/y.stored, norm/scale, attention/dx.sum.3
update sgd-momentum                norm/scale.next 2 single       < norm/scale, norm/scale.momentum, norm/dscale
wgrad embedding-backward           words/dtable 5x2 half          < input/x, norm/dx
update sgd-momentum                words/table.next 5x2 single    < words/table, words/table.momentum, words/dtable
`),
  );
});

it('vision transformers: patches as tokens, a class token, a head that attends from a probe', () => {
  const network = graph(
    [
      { id: 'stem', kind: 'convolution', channels: 2, kernel: 2, stride: 2, padding: 0, bias: false },
      { id: 'patches', kind: 'reshape', shape: [4, 2] },
      { id: 'class', kind: 'token', width: 2 },
      { id: 'tokens', kind: 'concat', axis: 'tokens', inputs: ['class', 'patches'] },
      { id: 'probe', kind: 'token', width: 2 },
      { id: 'pool', kind: 'attention', heads: 1, inputs: ['probe', 'tokens', 'tokens'] },
    ],
    ['batch', 4, 4, 3],
  );
  expect(opsOf(network, 'inference')).toEqual(
    rows(`
forward convolution 3>2 k2 s2 g1   stem/xw 2x2x2x2 half           < input/x, stem/w
forward embedding                  class/y 2x2 half               < class/table, class/numbers
forward concat 2                   tokens/y 2x5x2 half            < class/y, stem/xw
forward embedding                  probe/y 2x2 half               < probe/table, probe/numbers
forward cast                       pool/q.cast 2x1x2 A8           < probe/y
forward split-heads 2              pool/q.heads 2x1x2 A8          < pool/q.cast
forward cast                       pool/k.cast 2x5x2 A8           < tokens/y
forward split-heads 2              pool/k.heads 2x5x2 A8          < pool/k.cast
forward cast                       pool/v.cast 2x5x2 A8           < tokens/y
forward split-heads 2              pool/v.heads 2x5x2 A8          < pool/v.cast
forward transpose                  pool/k.transposed 2x2x5 A8     < pool/k.heads
forward gemm 2*1x5x2               pool/scores 2x1x5 half         < pool/q.heads, pool/k.transposed
forward softmax none 0.7071 pool/shares 2x1x5 half       < pool/scores
forward cast                       pool/shares.cast 2x1x5 A8      < pool/shares
forward gemm 2*1x2x5               pool/mixed 2x1x2 half          < pool/shares.cast, pool/v.heads
forward merge-heads 2              pool/y 2x1x2 half              < pool/mixed
`),
  );
});
