/** Exponents of the operands that a recipe casts: how they lie in the range of their format. */

import { bitsOf, type FloatFormat, magnitudeBits, maxFiniteExponent, nanCode } from '../../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../../models/formats/resolve.js';
import type { Chart } from '../../../records/report.js';
import { ROLES, type TensorStatistics } from '../../../records/trace/tensor.js';
import type { ReportInput } from '../input.js';
import { slug } from '../slug.js';

type Tensors = ReportInput['tensors'];

/** Share of elements by power of two, for the operands that a recipe casts, under the range of their formats. */
export function exponentChart(input: ReportInput, label: string): Chart[] {
  const cast = input.tensors.filter(({ format, statistics }) => statistics !== undefined && isNarrow(format));
  const roles = ROLES.map((role) => ({ role, tensors: cast.filter((tensor) => tensor.role === role) }))
    .filter(({ tensors }) => tensors.length > 0)
    .map(({ role, tensors }) => ({ role, shares: shares(tensors), span: rangeOf(tensors) }));
  if (roles.length === 0) return [];
  const drawn = roles.flatMap(({ shares, span }) => [...shares.keys(), ...span]);
  const [least, most] = [Math.min(...drawn), Math.max(...drawn)];
  const exponents = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  return [
    {
      id: `exponents-${slug(label)}`,
      title: `Exponents of the 8-bit operands, ${label}`,
      kind: 'histogram',
      caption:
        'Share of the elements that are neither zero nor NaN by power of two, scales applied. The lines above the bars: the range of each ' +
        'role’s format, with its subnormals in the lowest bin.',
      xAxis: { label: 'Exponent', unit: 'log2', scale: 'linear' },
      yAxis: { label: 'Share of elements', unit: '%', scale: 'linear' },
      series: roles.map(({ role, shares, span }) => ({
        name: role,
        x: exponents,
        y: exponents.map((exponent) => 100 * (shares.get(exponent) ?? 0)),
        span,
      })),
    },
  ];
}

function isNarrow(format: string): boolean {
  return bitsOf(resolveFormat(format, 'tensors.jsonl format')) <= 8;
}

/** Exponents that elements of the tensors can have, scales applied. */
function rangeOf(tensors: Tensors): [number, number] {
  const ranges = tensors.map(({ format, scaleExponent }) => {
    const resolved = resolveFloatFormat(format, 'tensors.jsonl format');
    return [scaleExponent - resolved.bias, scaleExponent + maxFiniteExponent(resolved)] as const;
  });
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/** Exponent → share of the elements that are neither zero, NaN nor infinite, over the tensors of a role. */
function shares(tensors: Tensors): Map<number, number> {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { statistics, format, scaleExponent } of tensors) {
    const resolved = resolveFloatFormat(format, 'tensors.jsonl format');
    statistics?.exponentHistogram.forEach((all, field) => {
      const elements = all - withoutExponent(resolved, field, statistics);
      const exponent = field - resolved.bias + scaleExponent;
      if (elements > 0) counts.set(exponent, (counts.get(exponent) ?? 0) + elements);
      total += elements;
    });
  }
  return new Map([...counts].map(([exponent, elements]) => [exponent, elements / total]));
}

/** Elements of an exponent field that are zero, NaN or infinite: IEEE formats have a field for the last two alone. */
function withoutExponent(
  format: FloatFormat,
  field: number,
  { zeros, nan, exponentHistogram }: TensorStatistics,
): number {
  if (format.infinities === 'ieee' && field === exponentHistogram.length - 1) return exponentHistogram[field] as number;
  const nanField = Math.floor(((nanCode(format, false) ?? 0) % 2 ** magnitudeBits(format)) / 2 ** format.mantissaBits);
  return (field === 0 ? zeros : 0) + (field === nanField ? nan : 0);
}
