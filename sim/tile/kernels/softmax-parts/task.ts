/** Softmax of rows that lie in parts on several tiles, as records: what each tile does between exchanges. */

/** `rows` of `keys` halves, the keys of one part; a last block that is not full is processed whole. */
export type SoftmaxPartTask =
  /** The part's own maximum. */
  | { readonly kind: 'softmax-maximum'; readonly rows: number; readonly keys: number }
  /** The largest of `parts` maxima, exponentials of the part and their sum. */
  | { readonly kind: 'softmax-exponential'; readonly rows: number; readonly keys: number; readonly parts: number }
  /** Exponentials divided by the sum of `parts` sums. */
  | { readonly kind: 'softmax-scale'; readonly rows: number; readonly keys: number; readonly parts: number };
