/** Whether a line of tensors.jsonl agrees with itself: a format that there is, a size that can be, statistics that add up. */
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { elementsOf } from '../../models/shape.js';
import type { TensorRecord, TensorStatistics } from './tensor.js';

/** Most elements of a tensor: far above any machine's memory, and every sum of them is exact. */
const MOST_ELEMENTS = 2 ** 40;

/** @param where file and line @throws InputError naming the field */
export function checkTensor(tensor: TensorRecord, where: string): void {
  const format = resolveFormat(tensor.format, `${where} format`);
  const elements = elementsOf(tensor.shape);
  if (elements > MOST_ELEMENTS) throw new InputError(`${where} shape`, `at most ${MOST_ELEMENTS} elements`, 'more');
  if (tensor.statistics === undefined) return;
  const fields = format.kind === 'float' ? 2 ** format.exponentBits : undefined;
  checkStatistics(tensor.statistics, elements, fields, `${where} statistics`);
}

/** @param fields values of the format's exponent field; undefined where it has none */
function checkStatistics(
  { zeros, underflow, saturated, nan, exponentHistogram: histogram }: TensorStatistics,
  elements: number,
  fields: number | undefined,
  where: string,
): void {
  if (fields !== undefined && histogram.length !== fields) {
    const expected = `${fields} counts, one for each exponent field`;
    throw new InputError(`${where}.exponentHistogram`, expected, String(histogram.length));
  }
  const counted = histogram.reduce((sum, count) => sum + count, 0);
  if (counted !== elements) {
    throw new InputError(`${where}.exponentHistogram`, `counts of all ${elements} elements`, String(counted));
  }
  const least = histogram[0] ?? 0;
  if (zeros > least) {
    throw new InputError(`${where}.zeros`, `at most the ${least} elements of the first exponent field`, String(zeros));
  }
  const parts = { underflow, saturated, nan };
  for (const [field, count] of Object.entries(parts)) {
    if (count > elements) throw new InputError(`${where}.${field}`, `at most all ${elements} elements`, String(count));
  }
}
