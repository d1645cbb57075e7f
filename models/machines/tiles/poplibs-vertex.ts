/**
 * The vendor's own matrix-product vertex (1 × 1 convolution, halves as partials, 16 channels): the cycles
 * that its compiler estimates. Operands of 8 bits are documented; halves are assumed to run the same code
 * with half the inputs a panel.
 * Source: graphcore/poplibs lib/poplin/ConvModel and PerformanceEstimation, 1 × 1 convolution of QUARTER.
 */
export const POPLIBS_VERTEX = {
  /** The call; a group of convolutions: so many cycles, and so many for each worker. */
  callCycles: 46,
  groupCycles: 9,
  groupCyclesPerWorker: 2,
  /** An output group: zeroing set-up and first panel. */
  outputGroupCycles: 10 + 11,
  outputGroupCyclesPerWorker: 6 + 20,
  /** Every further panel. */
  panelCycles: 6,
  panelCyclesPerWorker: 17,
  /** A worker: entry, then 0, 1, 2 or 3 positions, then each further one. */
  workerCycles: 17,
  positionCycles: [4, 18, 23, 27],
  furtherPositionCycles: 4,
  /** Less, where positions start from zero. */
  zeroingCycles: 5,
  /** The last worker to be launched starts so much later than the first. */
  launchSpreadCycles: 14,
} as const;
