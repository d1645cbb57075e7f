/** What a run's steps were for, and how reports call one. */
import { OPTIMISERS, type OptimiserName } from '../../models/optimisers/optimiser.js';
import type { Pass } from '../../traces/ops/emit.js';
import type { PricedRun } from './input.js';

type Run = Pick<PricedRun, 'run' | 'training'>;

/** Of a run that updates parameters. */
export function optimiserOf({ run }: Pick<Run, 'run'>): OptimiserName | undefined {
  const update = run.ops.find(({ kind }) => kind === 'update');
  return OPTIMISERS.find((name) => name === update?.operation);
}

/** What was trained, or goes any way but forward, is training. */
function passOf({ run, training }: Run): Pass {
  return training !== undefined || run.ops.some(({ phase }) => phase !== 'forward') ? 'training' : 'inference';
}

const NAMES: Readonly<Record<Pass, string>> = { training: 'training step', inference: 'inference' };

/** `training step`, `inference`, or `step` where there are both. */
export function stepName(inputs: readonly Run[]): string {
  const passes = new Set(inputs.map(passOf));
  const [pass] = passes;
  return passes.size === 1 && pass !== undefined ? NAMES[pass] : 'step';
}

/** With its article. */
export function aStep(inputs: readonly Run[]): string {
  const name = stepName(inputs);
  return `${name === NAMES.inference ? 'an' : 'a'} ${name}`;
}
