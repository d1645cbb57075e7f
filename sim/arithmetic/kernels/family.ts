/** What a family of kernels is: which units it takes, or why not, and a GEMM through one of them. */
import type { DotProductUnit } from '../../../models/units/unit.js';
import type { KernelHost } from './host/kernel-host.js';
import type { GemmCodes, GemmRequest } from './request.js';

/** What a unit runs in: SIMD kernels, the scalar path, or neither: then the reference. */
export const FAST_TWINS = ['simd', 'scalar', 'none'] as const;
export type FastTwin = (typeof FAST_TWINS)[number];

/** The reason is the end of a sentence that begins with "no, because". */
export type Takes = 'yes' | { readonly no: string };

export interface KernelFamily {
  readonly name: string;
  readonly twin: Exclude<FastTwin, 'none'>;
  /** Decided from the unit's fields alone. */
  readonly takes: (unit: DotProductUnit) => Takes;
  /** @param request of a unit that the family takes */
  readonly gemm: (host: KernelHost, request: GemmRequest) => GemmCodes;
}

/** Conditions of a unit, each with what is wrong where it does not hold; the first that fails is the reason. */
export function takesWhere(...conditions: readonly (readonly [boolean, string])[]): Takes {
  const failed = conditions.find(([holds]) => !holds);
  return failed === undefined ? 'yes' : { no: failed[1] };
}
