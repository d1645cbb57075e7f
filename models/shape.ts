/** Shapes of tensors whose lengths are numbers. */

/** Number of elements. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
