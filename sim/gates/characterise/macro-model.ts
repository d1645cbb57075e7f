/**
 * The energy of an issue from what changes at a unit's operands: a non-negative combination of the counts of
 * activity-features.ts, fitted so that relative errors are small, of large energies above all, and judged on operands that it did not see.
 * Left out: clock and leakage, which do not depend on operands and stand apart.
 */
import { FEATURES, type Feature, type FeatureCounts } from './activity-features.js';
import { nonNegativeLeastSquares } from './non-negative-least-squares.js';

/** fJ for each changed bit or sign of a feature. */
export type MacroModel = Readonly<Record<Feature, number>>;

/** One window of one set of operands: changes a cycle of a unit, and what gates took. */
export interface ObservedWindow {
  readonly changes: FeatureCounts;
  readonly energyFj: number;
}

/** Windows that are fitted, and how much their relative errors count. */
export interface WeightedWindow extends ObservedWindow {
  readonly weight: number;
}

/** Errors of windows below this share of the largest energy count as if they took so much: they matter less. */
const SMALLEST_SHARE = 0.1;

/** Relative errors over sets of operands, each the mean of its windows. */
export interface ModelErrors {
  readonly mean: number;
  readonly worst: number;
  readonly byOperands: readonly { readonly operands: string; readonly error: number }[];
}

/** Windows in which nothing changes say nothing, and are left out. */
export function fittedModel(windows: readonly WeightedWindow[]): MacroModel {
  const telling = windows.filter(({ energyFj }) => energyFj > 0);
  const floor = SMALLEST_SHARE * Math.max(0, ...telling.map(({ energyFj }) => energyFj));
  const scales = telling.map(({ energyFj, weight }) => weight / Math.max(energyFj, floor));
  const rows = telling.map(({ changes }, at) => FEATURES.map((feature) => changes[feature] * scales[at]));
  const coefficients = nonNegativeLeastSquares(
    rows,
    telling.map(({ energyFj }, at) => energyFj * scales[at]),
  );
  return Object.fromEntries(FEATURES.map((feature, at) => [feature, coefficients[at]])) as MacroModel;
}

/** fJ of changes, by the model. */
function modelledEnergyFj(model: MacroModel, changes: FeatureCounts): number {
  return FEATURES.reduce((sum, feature) => sum + model[feature] * changes[feature], 0);
}

/** @param sets windows of each set of operands, by name; one that takes no energy must be given none to count */
export function modelErrors(
  model: MacroModel,
  sets: readonly { readonly operands: string; readonly windows: readonly ObservedWindow[] }[],
): ModelErrors {
  const byOperands = sets.map(({ operands, windows }) => {
    const energyFj = windows.reduce((sum, window) => sum + window.energyFj, 0);
    const modelled = windows.reduce((sum, { changes }) => sum + modelledEnergyFj(model, changes), 0);
    return { operands, error: energyFj === 0 ? modelled : modelled / energyFj - 1 };
  });
  const sizes = byOperands.map(({ error }) => Math.abs(error));
  return {
    mean: sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length),
    worst: Math.max(0, ...sizes),
    byOperands,
  };
}
