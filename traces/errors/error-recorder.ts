/** Judges the products of captured steps as they are recorded, while all tensors of the step are at hand. */
import { SCHEMAS } from '../../records/schema.js';
import type { ErrorsRecord } from '../../records/trace/errors.js';
import type { OpOf, OpRecord } from '../../records/trace/op.js';
import type { OpRecorder } from '../ops/emit.js';
import type { Tensor } from '../ops/tensor.js';
import { JUDGED_RULE } from './judged-outputs.js';
import { type JudgedProduct, judgedProduct, withResultCast } from './product-errors.js';

export interface ErrorRecorder extends OpRecorder {
  readonly errors: () => ErrorsRecord;
  /** Takes back what was judged before, before anything else is recorded. */
  readonly restore: (before: ErrorsRecord['products']) => void;
}

/** What is kept until the next step begins. */
interface Step {
  readonly number: string;
  readonly tensors: Map<string, Tensor>;
  readonly makers: Map<string, OpRecord>;
  /** Products by the tensor that holds their result, cast or not. */
  readonly results: Map<string, JudgedProduct>;
}

/** @param storage the recipe's format between products */
export function createErrors(storage: string): ErrorRecorder {
  const products = new Map<string, ErrorsRecord['products'][number]>();
  let step = newStep('');
  return {
    tensor(tensor) {
      const number = tensor.id.slice(0, tensor.id.indexOf('/'));
      if (number !== step.number) step = newStep(number);
      if (!step.tensors.has(tensor.id)) step.tensors.set(tensor.id, tensor);
    },
    op(record) {
      step.makers.set(record.output, record);
      if (record.kind === 'gemm' || record.kind === 'convolution') {
        const judged = judgedProduct(record, { ...step, storage });
        if (judged === undefined) return;
        step.results.set(record.output, judged);
        products.set(record.id, judged.error);
      }
      if (record.kind === 'cast') castResult(record, step, products);
    },
    restore(before) {
      for (const product of before) products.set(product.op, product);
    },
    errors: () => ({ schema: SCHEMAS.errors, sampling: { rule: JUDGED_RULE }, products: [...products.values()] }),
  };
}

function newStep(number: string): Step {
  return { number, tensors: new Map(), makers: new Map(), results: new Map() };
}

/** A cast of a product's result; one of another layer makes an operand there. */
function castResult(
  { inputs, output, layer }: OpOf<'cast'>,
  { results, tensors }: Step,
  products: Map<string, ErrorsRecord['products'][number]>,
): void {
  const product = results.get(inputs[0] as string);
  if (product === undefined || product.error.layer !== layer) return;
  results.set(output, product);
  products.set(product.error.op, withResultCast(product, tensors.get(output) as Tensor));
}
