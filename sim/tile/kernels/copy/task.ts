/** Copies within a tile, whole or piece by piece, as records. */

/** Whether source and destination of a program lie in different memory elements. */
export const ELEMENT_GROUPS = ['separate', 'shared'] as const;

export type ElementGroups = (typeof ELEMENT_GROUPS)[number];

export interface CopyTask {
  readonly kind: 'copy';
  readonly bytes: number;
  readonly elementGroups: ElementGroups;
}

export interface GatherTask {
  readonly kind: 'gather';
  readonly pieces: number;
  readonly bytesPerPiece: number;
  readonly elementGroups: ElementGroups;
}
