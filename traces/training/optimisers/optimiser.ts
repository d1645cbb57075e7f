/** What an optimiser does to a parameter and its states, in place; one file an optimiser, listed in all.ts. */
import type { OptimiserName, RuleOf } from '../../../models/optimisers/optimiser.js';

type Values = Float32Array<ArrayBufferLike>;

export interface OptimiserStep<Name extends OptimiserName> {
  readonly master: Values;
  /** In the order of OPTIMISER_STATES. */
  readonly states: readonly Values[];
  /** Unscaled. */
  readonly gradient: Values;
  readonly rule: RuleOf<Name>;
  /** Updates before this one. */
  readonly step: number;
}

/** In float64, each stored result rounded once to float32. */
export type Optimiser<Name extends OptimiserName> = (step: OptimiserStep<Name>) => void;
