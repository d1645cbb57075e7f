/** The exponents of operands: what has none is left out, by the codes of its format. */
import { describe, expect, it } from 'vitest';
import type { TensorRecord } from '../../records/trace/tensor.js';
import { exponentChart } from '../../reports/compose/charts/exponents.js';
import type { ReportInput } from '../../reports/compose/input.js';

function bars(format: string, scaleExponent: number, histogram: Record<number, number>, zeros: number, nan: number) {
  const fields = format === 'float8_e4m3fnuz' || format === 'float8_e4m3fn' ? 16 : 32;
  const exponentHistogram = Array.from({ length: fields }, (_, field) => histogram[field] ?? 0);
  const statistics = { amax: 1, zeros, nan, underflow: 0, saturated: 0, exponentHistogram };
  const tensor = { role: 'weight', format, scaleExponent, statistics } as unknown as TensorRecord;
  const [chart] = exponentChart({ tensors: [tensor] } as unknown as ReportInput, 'run');
  const [series] = chart?.series ?? [];
  const shares = (series?.x ?? []).map((exponent, i) => [exponent, series?.y[i] ?? 0] as const);
  return Object.fromEntries(shares.filter(([, share]) => share !== 0));
}

describe('share of the elements with an exponent, in percent', () => {
  it('of 1.4.3 × 2^-2: zeros and NaN lie in field 0, subnormals too', () => {
    // 100 elements: 40 zeros, 10 NaN and 5 subnormals in field 0; 30 in field 8, 15 in field 15. Bias 8.
    const given = { 0: 55, 8: 30, 15: 15 };
    expect(bars('float8_e4m3fnuz', -2, given, 40, 10)).toEqual({ '-10': 10, '-2': 60, '5': 30 });
  });

  it('of OCP E4M3: NaN lies in the field of the largest values', () => {
    expect(bars('float8_e4m3fn', 0, { 0: 4, 15: 6 }, 4, 2)).toEqual({ '8': 100 });
  });

  it('of OCP E5M2: the top field is NaN and infinity alone', () => {
    expect(bars('float8_e5m2', 1, { 15: 3, 16: 1, 31: 9 }, 0, 5)).toEqual({ '1': 75, '2': 25 });
  });

  it('of nothing but zeros: none, and no NaN', () => {
    expect(bars('float8_e4m3fnuz', 0, { 0: 12 }, 12, 0)).toEqual({});
  });
});
