/** Signal to noise of the products of one captured step, by layer and product: which of them a format or unit harms. */
import type { Chart } from '../../../records/report.js';
import { firstErrors } from '../errors.js';
import type { ReportInput } from '../input.js';
import { slug } from '../slug.js';

/** A chart a row. Products that lose nothing have no bar. */
export function errorChart(input: ReportInput, label: string): Chart[] {
  const products = firstErrors(input);
  if (products.length === 0) return [];
  return [
    {
      id: `errors-${slug(label)}`,
      title: `Signal to noise of products, ${label}`,
      kind: 'bar',
      caption:
        'Against float64, on a sample of the outputs of one captured step: casting the operands alone, the unit’s ' +
        'accumulation alone, both. A product without a bar loses nothing that way.',
      xAxis: { label: 'Layer and product', unit: '', scale: 'linear' },
      yAxis: { label: 'Signal to noise', unit: 'dB', scale: 'linear' },
      missing: 'nothing is lost',
      categories: products.map(({ layer, product }) => `${layer} ${product}`),
      series: [
        { name: 'casting the operands', y: products.map(({ quantisation }) => quantisation.snrDb) },
        { name: 'accumulation', y: products.map(({ accumulation }) => accumulation.snrDb) },
        { name: 'both', y: products.map(({ total }) => total.snrDb) },
      ],
    },
  ];
}
