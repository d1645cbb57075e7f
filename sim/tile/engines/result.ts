/** What every engine returns for one task on one tile. */
import type { ActivityCounts, CyclesByCause, StructuralCounts } from '../../../records/counts/tile-counts.js';

export interface TileResult {
  /** Of the tile's clock, from call to return. */
  readonly cycles: number;
  /** Adds up to `cycles`. */
  readonly cyclesByCause: CyclesByCause;
  /** Coefficient bytes are SRAM reads too. Exchange and syncs are 0: they are between tiles. */
  readonly counts: StructuralCounts;
  /** Null without operands. */
  readonly activity: ActivityCounts | null;
}
