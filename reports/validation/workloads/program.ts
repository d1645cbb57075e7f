/**
 * A whole device program as it was measured, written down op by op: forward, operands on the chip at the start, no casts
 * but those that a program says. The ops are a trace in memory; nothing of it is lowered from a network.
 */
import type { ElementWiseFunction, OpKind, OpOf, OpRecord } from '../../../records/trace/op.js';
import type { Role, TensorRecord } from '../../../records/trace/tensor.js';
import type { Work } from '../../../sim/array/simulate.js';

/** A tensor seen as a matrix; batched matrices lie one below the other. */
export interface Value {
  readonly id: string;
  readonly rows: number;
  readonly columns: number;
  readonly format: string;
}

/** The format of everything between products. */
export const STORAGE = 'float16';

export interface Program {
  readonly input: (name: string, rows: number, columns: number, format: string) => Value;
  readonly weight: (name: string, rows: number, columns: number, format: string) => Value;
  /** Ops from here on stand for `repeat` equal ones. */
  readonly repeat: (repeat: number) => void;
  readonly cast: (x: Value, format: string) => Value;
  readonly product: (a: Value, b: Value, batch?: number) => Value;
  readonly transposed: (x: Value, batch: number) => Value;
  readonly elementWise: (name: ElementWiseFunction, ...inputs: readonly [Value, ...Value[]]) => Value;
  readonly layerNorm: (x: Value, ...residual: Value[]) => Value;
  readonly softmax: (x: Value) => Value;
  /** The same elements in other rows. */
  readonly heads: (x: Value, rows: number, columns: number, way: 'split-heads' | 'merge-heads' | 'slice') => Value;
  readonly work: () => Work;
}

export function createProgram(): Program {
  const ops: OpRecord[] = [];
  const tensors = new Map<string, TensorRecord>();
  let repeat = 1;

  const tensor = (id: string, role: Role, rows: number, columns: number, format: string): Value => {
    tensors.set(id, { id, role, shape: [rows, columns], format, scaleExponent: 0, layer: 'program', step: 0, repeat });
    return { id, rows, columns, format };
  };
  const op = <Kind extends OpKind>(
    kind: Kind,
    inputs: readonly Value[],
    dims: OpOf<Kind>['dims'],
    attributes: OpOf<Kind>['attributes'],
    [rows, columns, format]: readonly [number, number, string],
  ): Value => {
    const id = `${ops.length + 1}-${kind}`;
    const output = tensor(id, 'activation', rows, columns, format);
    const common = { phase: 'forward', layer: 'program', step: 0, output: id, repeat } as const;
    ops.push({ id, kind, ...common, inputs: inputs.map((input) => input.id), dims, attributes } as unknown as OpRecord);
    return output;
  };
  const matrix = ({ rows, columns }: Value) => ({ rows, columns });
  const like = (x: Value, format = STORAGE) => [x.rows, x.columns, format] as const;

  return {
    input: (name, rows, columns, format) => tensor(name, 'activation', rows, columns, format),
    weight: (name, rows, columns, format) => tensor(`${name}-${tensors.size}`, 'weight', rows, columns, format),
    repeat: (count) => {
      repeat = count;
    },
    cast: (x, format) => {
      if (x.format === format) return x;
      return op('cast', [x], matrix(x), { rounding: 'nearest-even', overflow: 'saturate' }, like(x, format));
    },
    product: (a, b, batch = 1) => {
      const [m, k, n] = [a.rows / batch, a.columns, b.columns];
      return op('gemm', [a, b], { batch, m, n, k }, {}, [a.rows, n, STORAGE]);
    },
    transposed: (x, batch) => {
      const rows = x.rows / batch;
      return op('transpose', [x], { batch, rows, columns: x.columns }, {}, [batch * x.columns, rows, x.format]);
    },
    elementWise: (name, ...inputs) =>
      op(
        'element-wise',
        inputs,
        { ...matrix(inputs[0]), groups: 1 },
        { function: name },
        like(inputs[0], inputs[0].format),
      ),
    layerNorm: (x, ...residual) => {
      const parameters = tensor(`norm-${tensors.size}`, 'weight', 2, x.columns, STORAGE);
      const name = residual.length === 0 ? 'layer-norm' : 'add-layer-norm';
      return op('norm', [x, ...residual, parameters], matrix(x), { function: name }, like(x));
    },
    softmax: (x) => op('softmax', [x], matrix(x), { function: 'softmax', mask: 'none', scale: 1 }, like(x)),
    heads: (x, rows, columns, way) => {
      const [read, made] = [x.rows * x.columns, rows * columns];
      const piece = Math.min(x.columns, columns);
      return op('rearrange', [x], { read, made, piece }, { function: way }, [rows, columns, x.format]);
    },
    work: () => ({ record: { units: [] }, ops, tensors, operand: () => undefined }),
  };
}
