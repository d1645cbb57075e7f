/**
 * The register that stochastic units draw their random bits from: a Fibonacci linear-feedback shift register of maximal
 * length. Left out: how units of a tile share it, which is not public.
 */

/**
 * Taps of x^32 + x^22 + x^2 + x + 1, counted from 1. Source: Xilinx XAPP 052, table 3, "Taps for maximum-length LFSR
 * counters"; that its period is 2^32 − 1 is checked in test/models/hardware/lfsr.test.ts.
 */
export const LFSR = { bits: 32, taps: [32, 22, 2, 1], seed: 1 } as const;
