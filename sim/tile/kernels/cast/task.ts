/** A conversion between widths, as a record. */
import type { OperandWidth } from '../../../../models/machines/operand-width.js';
import type { ElementGroups } from '../copy/task.js';

export const CAST_LAYOUTS = ['linear', 'packed'] as const;

export type CastLayout = (typeof CAST_LAYOUTS)[number];

/** rows × width elements; `packed` writes panels as a product takes its left operand. */
export interface CastTask {
  readonly kind: 'cast';
  readonly layout: CastLayout;
  readonly rows: number;
  readonly width: number;
  readonly from: OperandWidth;
  readonly to: OperandWidth;
  readonly elementGroups: ElementGroups;
}
