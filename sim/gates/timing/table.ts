/**
 * Look-up in Liberty's tables: linear between entries, and beyond the first and last on the line of the nearest two.
 * Source: Liberty User Guide, volume 2, "Non-linear delay model".
 */

/** Value over one axis; of a table of one entry that entry. */
export function along(axis: readonly number[], values: readonly number[], at: number): number {
  const i = segmentOf(axis, at);
  return mix(values[i] ?? 0, values[i + 1] ?? values[i] ?? 0, shareOf(axis, i, at));
}

/** Value over transition time and load; entry (s, l) at s · loads + l. */
export function over(
  axes: { readonly slewsPs: readonly number[]; readonly loadsFf: readonly number[] },
  values: readonly number[],
  slewPs: number,
  loadFf: number,
): number {
  const { slewsPs, loadsFf } = axes;
  if (values.length === 0) return 0;
  const [row, column] = [segmentOf(slewsPs, slewPs), segmentOf(loadsFf, loadFf)];
  const [down, right] = [shareOf(slewsPs, row, slewPs), shareOf(loadsFf, column, loadFf)];
  const entry = (r: number, c: number): number => values[r * loadsFf.length + c] ?? 0;
  const upper = mix(entry(row, column), entry(row, column + 1), right);
  return mix(upper, mix(entry(row + 1, column), entry(row + 1, column + 1), right), down);
}

/** Where the two entries stand between or beyond which `at` lies: the first of them. */
function segmentOf(axis: readonly number[], at: number): number {
  const last = Math.max(0, axis.length - 2);
  const next = axis.findIndex((entry, i) => i > 0 && at < entry);
  return next < 0 ? last : next - 1;
}

function shareOf(axis: readonly number[], segment: number, at: number): number {
  const [low = 0, high = low] = [axis[segment], axis[segment + 1]];
  return high === low ? 0 : (at - low) / (high - low);
}

function mix(a: number, b: number, share: number): number {
  return share === 0 ? a : a + (b - a) * share;
}
