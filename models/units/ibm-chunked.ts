/**
 * IBM's chunk-based accumulation: fused multiply-adds into 16 bits over chunks of 64 products, the chunks' sums
 * added in 32 bits.
 * Sources: Wang et al. 2018, arXiv:1812.08011 (chunks of 64); Sun et al., NeurIPS 2019 (hybrid FP8);
 * Agrawal et al., ARITH 2019 (DLFloat16).
 */
import { EXAMPLE_PAIRS, IEEE_CHOICES, ieeeAccumulator } from './ieee.js';
import { tableFamily } from './table.js';

export const ibmChunked = tableFamily(
  {
    name: 'ibm-chunked',
    summary:
      'IBM chunk-based accumulation: fused multiply-adds into 16 bits (DLFloat16) over chunks of 64 products, chunks added in float32',
    source: 'Wang et al. 2018, arXiv:1812.08011; Sun et al., NeurIPS 2019; Agrawal et al., ARITH 2019',
    assumed: [
      'one rounding (nearest-even) a fused multiply-add, none elsewhere in a chunk',
      'each chunk starts from +0; its sum is added to the float32 register, nearest-even',
      'overflow of a chunk gives the 16-bit format’s Inf, or NaN where it has none',
    ],
    choices: IEEE_CHOICES,
    pairs: [['float8_e4m3b11fnuz', 'float8_e4m3b11fnuz'], ['float8_e4m3b11fnuz', 'float8_e5m2'], ...EXAMPLE_PAIRS],
  },
  ['dlfloat16', 'float16', 'bfloat16'].map((format) => ({
    a: 'any-float',
    b: 'any-float',
    accumulator: ieeeAccumulator(format),
    productsPerStep: 1,
    sum: { kind: 'exact' },
    promotion: { products: 64, format: 'float32' },
  })),
);
