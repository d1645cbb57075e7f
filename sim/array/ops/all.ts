/** Every op that the array runs: a kind without an entry does not compile. */
import type { OpKind } from '../../../records/trace/op.js';
import { amax } from './amax.js';
import type { ArrayOp } from './array-op.js';
import { cast } from './cast.js';
import { collective } from './collective.js';
import { columnSum } from './column-sum.js';
import { convolution } from './convolution.js';
import { dropout } from './dropout.js';
import { elementWise } from './element-wise.js';
import { embedding } from './embedding.js';
import { gemm } from './gemm.js';
import { hadamard } from './hadamard.js';
import { norm } from './norm.js';
import { pool } from './pool.js';
import { rearrange } from './rearrange.js';
import { softmax } from './softmax.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';
import { transpose } from './transpose.js';
import { update } from './update.js';

const ARRAY_OPS: { readonly [Kind in OpKind]: ArrayOp<Kind> } = {
  gemm,
  convolution,
  amax,
  cast,
  transpose,
  'element-wise': elementWise,
  dropout,
  hadamard,
  'column-sum': columnSum,
  norm,
  softmax,
  pool,
  embedding,
  rearrange,
  'softmax-cross-entropy': softmaxCrossEntropy,
  update,
  collective,
};

/** What the array knows of a kind of op. */
export function arrayOp<Kind extends OpKind>(kind: Kind): ArrayOp<Kind> {
  return ARRAY_OPS[kind];
}
