/**
 * Matrix products through a dot-product unit, and the transposes that feed them.
 * A transpose is an op of the trace; in memory it only changes the order in which codes are read.
 */
import { isStochastic } from '../../models/rounding.js';
import { resultFormat } from '../../models/units/unit.js';
import type { Role } from '../../records/trace.js';
import { streamOf } from '../../runtime/random.js';
import { castToStorage } from './cast.js';
import { newTensor, type Place, recordOp, type StepContext, streamName } from './context.js';
import { codesOf, type Tensor } from './tensor.js';

/**
 * Output [m × n] = a [m × k] · b [k × n], scales applied: in the unit's accumulator format, and cast to
 * float16 where that is wider.
 */
export function gemm(context: StepContext, place: Place, name: string, role: Role, a: Tensor, b: Tensor): Tensor {
  const [m, k] = a.shape as [number, number];
  const [inner, n] = b.shape as [number, number];
  if (k !== inner) throw new Error(`gemm ${name} of ${place.layer}: ${m} × ${k} times ${inner} × ${n}`);
  const unit = context.unitFor(a.format, b.format);
  const shell = newTensor(context, place, name, role, [m, n], resultFormat(unit), undefined);
  const { rounding, randomBits } = unit.accumulator;
  const random = isStochastic(rounding)
    ? { random: { seed: context.seed, stream: streamOf(streamName(context, shell.id)), bits: randomBits } }
    : {};
  const result = context.arithmetic?.gemm({
    unit,
    m,
    n,
    k,
    a: codesOf(a),
    aLayout: a.layout,
    b: codesOf(b),
    bLayout: b.layout,
    scaleSum: a.scaleExponent + b.scaleExponent,
    ...random,
  });
  const output = { ...shell, codes: result?.codes };
  recordOp(context, place, { kind: 'gemm', inputs: [a, b], output, dims: { m, n, k }, unit: unit.family });
  return output.format === 'float16' ? output : castToStorage(context, place, `${name}.half`, output);
}

/** The matrix with rows and columns exchanged. */
export function transpose(context: StepContext, place: Place, name: string, input: Tensor): Tensor {
  const [rows, columns] = input.shape as [number, number];
  const id = `${context.step}/${place.layer}/${name}`;
  const layout = input.layout === 'row-major' ? 'column-major' : 'row-major';
  const output: Tensor = { ...input, id, layer: place.layer, shape: [columns, rows], layout, cast: undefined };
  recordOp(context, place, { kind: 'transpose', inputs: [input], output, dims: { rows, columns } });
  return output;
}
