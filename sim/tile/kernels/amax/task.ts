/** Largest magnitudes of groups of elements, as a record. */
import type { PartialWidth } from '../../amp-shape.js';

/** Each of `groups` groups of `elements` in `parts` parts, a number of each part: what a worker takes at once. */
export interface AmaxTask {
  readonly kind: 'amax';
  readonly groups: number;
  readonly elements: number;
  readonly parts: number;
  readonly format: PartialWidth;
}
