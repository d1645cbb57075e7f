/** What formats and accumulation did to each product of one captured step: the table that an architect reads first. */
import type { Table } from '../../../records/report.js';
import { firstErrors, lostPercent, snrCell } from '../errors.js';
import { type ReportInput, seedNote } from '../input.js';
import { shortened } from '../shortened.js';
import { slug } from '../slug.js';

export function errorTable(input: ReportInput, label: string): Table[] {
  const products = firstErrors(input);
  if (products.length === 0) return [];
  return [
    {
      id: `product-errors-${slug(label)}`,
      title: shortened(`Errors of the products of step ${products[0]?.step}, ${label}${seedNote(input)}`),
      columns: [
        { name: 'layer', unit: '' },
        { name: 'product', unit: '' },
        { name: 'formats', unit: '' },
        { name: 'into', unit: '' },
        { name: 'k', unit: 'terms' },
        { name: 'casting the operands', unit: 'dB' },
        { name: 'accumulation', unit: 'dB' },
        { name: 'both', unit: 'dB' },
        { name: 'cast of the result', unit: 'dB' },
        { name: 'cosine', unit: '' },
        { name: 'underflow', unit: '%' },
        { name: 'saturated', unit: '%' },
      ],
      rows: products.map((product) => [
        product.layer,
        product.product,
        [...new Set(product.operands.map(({ format }) => format))].join(' × '),
        product.into,
        product.k,
        snrCell(product.quantisation),
        snrCell(product.accumulation),
        snrCell(product.total),
        product.resultCast === undefined ? '' : snrCell(product.resultCast),
        product.cosine,
        lostPercent(product, 'underflow'),
        lostPercent(product, 'saturated'),
      ]),
    },
  ];
}
