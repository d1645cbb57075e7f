/**
 * The records of a job as they lie in shared memory: 32-bit words in this order. assembly/records.ts reads
 * them as classes and says what each field means.
 */

export const OPERAND_FIELDS = [
  'codes',
  'codeBytes',
  'lines',
  'depth',
  'lineStride',
  'depthStride',
  'width',
  'panels',
  'chunks',
  'chunkLength',
  'table',
  'marks',
  'tableExponent',
  'mantissaBits',
  'maxCode',
  'negativeZeroNan',
  'scaleExponent',
  'singles',
  'lows',
  'highs',
  'unions',
  'values',
  'units',
  'facts',
  'lineMarks',
  'scratch',
] as const;

export const GEMM_FIELDS = [
  'a',
  'b',
  'output',
  'initial',
  'm',
  'n',
  'accumulatorBytes',
  'rule',
  'overflow',
  'randomBits',
  'seed',
  'stream',
  'scratch',
] as const;

export const GEMM_FLOAT32_FIELDS = [
  'a',
  'b',
  'output',
  'm',
  'n',
  'k',
  'aLineStride',
  'aDepthStride',
  'bLineStride',
  'bDepthStride',
  'packedA',
  'packedB',
] as const;

export const CONVERSION_FIELDS = [
  'source',
  'output',
  'count',
  'sourceBytes',
  'codeBytes',
  'mantissaBits',
  'leastNormal',
  'signCode',
  'negativeZero',
  'subnormals',
  'zero',
  'fixed',
  'maxCode',
  'infinityCode',
  'nanCode',
  'negativeNanCode',
  'rule',
  'saturate',
  'randomBits',
  'seed',
  'stream',
  'firstIndex',
  'vector',
  'limitBits',
  'scaleBits',
  'table',
  'statistics',
] as const;

/** A value for each of the fields. */
export type JobRecord<Fields extends readonly string[]> = Record<Fields[number], number>;
