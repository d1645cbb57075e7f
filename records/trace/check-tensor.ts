/** Whether a line of tensors.jsonl agrees with itself: a format that there is, a size that can be, statistics that add up. */
import { maxFinite } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { elementsOf } from '../../models/shape.js';
import { INPUT_LAYER } from './check-trace.js';
import type { TensorRecord, TensorStatistics } from './tensor.js';

/** Most elements of a tensor: far above any machine's memory, and every sum of them is exact. */
const MOST_ELEMENTS = 2 ** 40;

/** @param where file and line @throws InputError naming the field */
export function checkTensor(tensor: TensorRecord, where: string): void {
  const format = resolveFormat(tensor.format, `${where} format`);
  const elements = elementsOf(tensor.shape);
  if (elements > MOST_ELEMENTS) throw new InputError(`${where} shape`, `at most ${MOST_ELEMENTS} elements`, 'more');
  if (tensor.statistics === undefined) return;
  const largest = maxFinite(format) * 2 ** tensor.scaleExponent;
  const { amax } = tensor.statistics;
  if (amax > largest) {
    throw new InputError(`${where} statistics.amax`, `at most ${largest}, the largest of ${format.name}`, String(amax));
  }
  const fields = format.kind === 'float' ? 2 ** format.exponentBits : undefined;
  checkStatistics(tensor.statistics, elements, fields, `${where} statistics`);
}

/** A tensor and the file and line that it stands in. */
export type TensorLine = readonly [where: string, tensor: TensorRecord];

/** Ids are new, and so are places. @throws InputError naming file and line */
export function checkApart(lines: readonly TensorLine[]): void {
  const ids = new Set<string>();
  const places = new Set<string>();
  for (const [where, { id, file, key }] of lines) {
    if (ids.has(id)) throw new InputError(where, 'a tensor id that is new', shown(id));
    ids.add(id);
    if (file === undefined || key === undefined) continue;
    const place = `${file} ${key}`;
    if (places.has(place)) throw new InputError(`${where} key`, 'a place that no other tensor has', shown(place));
    places.add(place);
  }
}

/** What a network reads has the batch first. @throws InputError naming the field */
export function checkBatch({ layer, shape }: TensorRecord, batch: number, where: string): void {
  if (layer !== INPUT_LAYER || shape[0] === batch) return;
  throw new InputError(`${where} shape`, `the batch of ${batch} first, as trace.json has it`, String(shape[0]));
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
