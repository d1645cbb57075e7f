/** The kernels by the number under which a task names them; each is an export of assembly/index.ts. */
export const KERNELS = [
  'packSinglesUnit',
  'packLimbsUnit',
  'packValuesUnit',
  'packHalvesUnit',
  'gemmUnit',
  'packAlignedUnit',
  'alignedUnit',
  'wideUnit',
  'twoStageUnit',
  'chainUnit',
  'packScalarUnit',
  'scalarUnit',
  'packFloat32Rows',
  'packFloat32Columns',
  'gemmFloat32Unit',
  'encodeUnit',
  'decodeUnit',
] as const;
export type KernelName = (typeof KERNELS)[number];
