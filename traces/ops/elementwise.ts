/**
 * Element-wise ops between GEMMs, on float16 storage: bias, ReLU and its gradient, bias gradients.
 * Sums are formed in float32 in the order of rows; each result is rounded once into its format.
 */

import { matrixDims } from './cast.js';
import { newTensor, type Place, recordOp, type StepContext } from './context.js';
import { HALF_SIGN, HALF_VALUES, isHalfNan } from './halves.js';
import { floatsOf, halvesOf, type Tensor } from './tensor.js';

/** y[r, c] = x[r, c] + bias[c], in float32, rounded to float16. */
export function biasAdd(context: StepContext, place: Place, name: string, x: Tensor, bias: Tensor): Tensor {
  const dims = matrixDims(x.shape);
  const shell = newTensor(context, place, name, 'activation', x.shape, 'float16', undefined);
  let output = shell;
  if (context.arithmetic !== undefined) {
    const sums = addBias(halvesOf(x), floatsOf(bias), dims.columns);
    const { codes } = context.arithmetic.convert({
      codes: sums,
      from: { format: 'float32', scaleExponent: 0 },
      to: { format: 'float16', scaleExponent: 0 },
      rounding: 'nearest-even',
      overflow: 'special',
    });
    output = { ...shell, codes };
  }
  recordOp(context, place, { kind: 'bias-add', inputs: [x, bias], output, dims });
  return output;
}

/** max(x, 0); NaN stays NaN, −0 becomes +0. */
export function relu(context: StepContext, place: Place, name: string, x: Tensor): Tensor {
  const codes = context.arithmetic === undefined ? undefined : reluCodes(halvesOf(x));
  const output = newTensor(context, place, name, 'activation', x.shape, 'float16', codes);
  recordOp(context, place, { kind: 'relu', inputs: [x], output, dims: matrixDims(x.shape) });
  return output;
}

/** dx = dy where the ReLU's output y is above zero (or NaN), else +0. */
export function reluBackward(context: StepContext, place: Place, name: string, y: Tensor, dy: Tensor): Tensor {
  const codes = context.arithmetic === undefined ? undefined : passedCodes(halvesOf(y), halvesOf(dy));
  const output = newTensor(context, place, name, 'dx', y.shape, 'float16', codes);
  recordOp(context, place, { kind: 'relu-backward', inputs: [y, dy], output, dims: matrixDims(y.shape) });
  return output;
}

/** db[c] = Σ_r dy[r, c] in float32. */
export function biasGradient(context: StepContext, place: Place, name: string, dy: Tensor): Tensor {
  const dims = matrixDims(dy.shape);
  const sums = context.arithmetic === undefined ? undefined : columnSums(halvesOf(dy), dims.columns);
  const output = newTensor(context, place, name, 'dw', [dims.columns], 'float32', sums);
  recordOp(context, place, { kind: 'bias-gradient', inputs: [dy], output, dims });
  return output;
}

function addBias(x: Uint16Array<ArrayBufferLike>, bias: Float32Array<ArrayBufferLike>, columns: number): Float32Array {
  const sums = new Float32Array(x.length);
  for (let row = 0; row < x.length; row += columns) {
    for (let c = 0; c < columns; c++)
      sums[row + c] = (HALF_VALUES[x[row + c] as number] as number) + (bias[c] as number);
  }
  return sums;
}

function columnSums(dy: Uint16Array<ArrayBufferLike>, columns: number): Float32Array {
  const sums = new Float32Array(columns);
  for (let row = 0; row < dy.length; row += columns) {
    for (let c = 0; c < columns; c++) {
      sums[c] = (sums[c] as number) + (HALF_VALUES[dy[row + c] as number] as number);
    }
  }
  return sums;
}

function reluCodes(x: Uint16Array<ArrayBufferLike>): Uint16Array {
  const codes = new Uint16Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const code = x[i] as number;
    codes[i] = code >= HALF_SIGN && !isHalfNan(code) ? 0 : code;
  }
  return codes;
}

/** The gradient where the output is not zero. */
function passedCodes(outputs: Uint16Array<ArrayBufferLike>, gradients: Uint16Array<ArrayBufferLike>): Uint16Array {
  const codes = new Uint16Array(gradients.length);
  for (let i = 0; i < codes.length; i++) codes[i] = outputs[i] === 0 ? 0 : (gradients[i] as number);
  return codes;
}
