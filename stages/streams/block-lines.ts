/**
 * Lines of float32 bits run together to blocks that share scales, and back, through the reference: a line is a tensor.
 * Encoded it is the scales and the elements, each run together; in front of them the tensor's own scale (float32
 * bits) where one is computed. Left out: blocks across lines.
 */
import type { BlockFormat, BlockScaleRule } from '../../models/formats/block-formats.js';
import type { NumberFormat } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { decodeBlock, encodeBlock, tensorScaleOf } from '../../sim/arithmetic/reference/blocks.js';
import { bitsOfFloat32, float32OfBits, packedDigits, parseCode, parseCodes, toHex } from './hex.js';
import { type AnswerLine, lineName, NEVER_AT_ONCE, type StreamAnswers } from './line-block.js';

/** Whether a float32 scale of the whole line stands above those of its blocks. */
export const TENSOR_SCALES = ['none', 'computed'] as const;
export type TensorScale = (typeof TENSOR_SCALES)[number];

export interface BlockSetting {
  readonly format: BlockFormat;
  readonly rule: BlockScaleRule;
  readonly tensorScale: TensorScale;
}

const FLOAT32 = resolveFormat('float32', 'float32');
const FLOAT32_DIGITS = 8;

export function encodeBlockStream(setting: BlockSetting): StreamAnswers {
  return { block: NEVER_AT_ONCE, line: encodeBlockLine(setting) };
}

export function decodeBlockStream(setting: BlockSetting): StreamAnswers {
  return { block: NEVER_AT_ONCE, line: decodeBlockLine(setting) };
}

function encodeBlockLine({ format, rule, tensorScale }: BlockSetting): AnswerLine {
  const { element, scale } = formatsOf(format);
  return (line, lineNumber) => {
    const values = parseCodes(line.trim(), FLOAT32, lineName(lineNumber)).map(float32OfBits);
    if (values.length === 0) throw new InputError(lineName(lineNumber), 'float32 bits run together', shown(line));
    const above = tensorScale === 'computed' ? tensorScaleOf(format, values) : undefined;
    const blocks = inBlocks(values, format.block).map((block) => encodeBlock(format, block, rule, above));
    const scales = printCodes(
      blocks.map((block) => block.scale),
      scale,
    );
    const elements = printCodes(
      blocks.flatMap((block) => block.elements),
      element,
    );
    const front = above === undefined ? [] : [toHex(bitsOfFloat32(above), FLOAT32_DIGITS)];
    return [...front, scales, elements].join(' ');
  };
}

function decodeBlockLine({ format, tensorScale }: BlockSetting): AnswerLine {
  const { element, scale } = formatsOf(format);
  const fields = tensorScale === 'computed' ? 3 : 2;
  return (line, lineNumber) => {
    const where = lineName(lineNumber);
    const parts = line.trim().split(/\s+/);
    if (parts.length !== fields) throw new InputError(where, fieldsText(tensorScale), shown(line));
    const [scales, elements] = [parts.at(-2), parts.at(-1)].map((text, at) =>
      parseCodes(text, at === 0 ? scale : element, where),
    ) as [number[], number[]];
    const blocks = inBlocks(elements, format.block);
    if (blocks.length !== scales.length) {
      const expected = `${blocks.length} scales, one for every ${format.block} of ${elements.length} elements`;
      throw new InputError(where, expected, String(scales.length));
    }
    const above = fields === 2 ? 1 : float32OfBits(parseCode(parts[0] ?? '', FLOAT32, FLOAT32_DIGITS, where));
    const values = blocks.flatMap((block, i) =>
      decodeBlock(format, { scale: scales[i] as number, elements: block }, above),
    );
    return values.map((value) => toHex(bitsOfFloat32(value), FLOAT32_DIGITS)).join('');
  };
}

function fieldsText(tensorScale: TensorScale): string {
  const front = tensorScale === 'computed' ? 'the tensor’s scale (float32 bits), ' : '';
  return `${front}scales and elements, each run together, apart by a space`;
}

function formatsOf(format: BlockFormat): { readonly element: NumberFormat; readonly scale: NumberFormat } {
  return { element: resolveFormat(format.element, format.name), scale: resolveFormat(format.scale, format.name) };
}

function inBlocks<T>(values: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / length) }, (_, i) =>
    values.slice(i * length, (i + 1) * length),
  );
}

function printCodes(codes: readonly number[], format: NumberFormat): string {
  return codes.map((code) => toHex(code, packedDigits(format))).join('');
}
