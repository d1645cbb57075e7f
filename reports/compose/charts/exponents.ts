/** Exponents of the operands that a recipe casts: how they lie in the range of their format. */

import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../../models/formats/resolve.js';
import type { Chart } from '../../../records/report.js';
import { ROLES } from '../../../records/trace/tensor.js';
import type { ReportInput } from '../input.js';
import { slug } from '../slug.js';

/** Share of elements by power of two, for the operands that a recipe casts. */
export function exponentChart(input: ReportInput, label: string): Chart[] {
  const cast = input.tensors.filter(({ format, statistics }) => statistics !== undefined && isNarrow(format));
  const roles = ROLES.filter((role) => cast.some((tensor) => tensor.role === role));
  if (roles.length === 0) return [];
  const histograms = roles.map((role) => roleHistogram(cast.filter((tensor) => tensor.role === role)));
  const exponents = [...new Set(histograms.flatMap((histogram) => [...histogram.keys()]))].sort((a, b) => a - b);
  return [
    {
      id: `exponents-${slug(label)}`,
      title: `Exponents of the 8-bit operands, ${label}`,
      kind: 'histogram',
      caption:
        'Share of the elements that are not zero by power of two, scales applied; the lowest of each role holds its subnormals.',
      xAxis: { label: 'Exponent', unit: 'log2', scale: 'linear' },
      yAxis: { label: 'Share of elements', unit: '%', scale: 'linear' },
      categories: exponents.map(String),
      series: roles.map((role, i) => ({
        name: role,
        y: exponents.map((exponent) => 100 * (histograms[i]?.get(exponent) ?? 0)),
      })),
    },
  ];
}

function isNarrow(format: string): boolean {
  return bitsOf(resolveFormat(format, 'tensors.jsonl format')) <= 8;
}

/** Exponent → share of the non-zero elements, over the tensors of a role. */
function roleHistogram(tensors: ReportInput['tensors']): Map<number, number> {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { statistics, format, scaleExponent } of tensors) {
    const { bias } = resolveFloatFormat(format, 'tensors.jsonl format');
    statistics?.exponentHistogram.forEach((all, field) => {
      const elements = field === 0 ? all - statistics.zeros : all;
      const exponent = field - bias + scaleExponent;
      counts.set(exponent, (counts.get(exponent) ?? 0) + elements);
      total += elements;
    });
  }
  return new Map([...counts].map(([exponent, elements]) => [exponent, elements / total]));
}
