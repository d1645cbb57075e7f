/** The options that say what of a training goes into the trace, and what they become. */
import type { Argv } from 'yargs';
import { numberOf } from '../../models/input-checks.js';
import { InputError, shown } from '../../models/input-error.js';
import { MOST_CAPTURED_BYTES, MOST_CAPTURED_STEPS, USUAL_CAPTURED_BYTES } from '../../records/trace/capture.js';
import { ROLES } from '../../records/trace/tensor.js';
import { oneOf, optionName, wholeNumber } from './checks.js';

export interface CaptureOptions {
  'captured-steps': number | undefined;
  'capture-steps': string | undefined;
  'capture-layers': string | undefined;
  'capture-roles': string | undefined;
  'capture-limit': number | undefined;
}

export function captureOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('captured-steps', {
      type: 'number',
      defaultDescription: '1',
      describe: 'steps that go into the trace, evenly spread',
    })
    .option('capture-steps', { type: 'string', describe: 'instead: which steps, as in 0,100,last' })
    .option('capture-layers', {
      type: 'string',
      describe: 'of whose ops operands are stored, as in conv1,block*; ops and statistics are there of all (all)',
    })
    .option('capture-roles', { type: 'string', describe: `of tensors that are stored: ${ROLES.join(', ')} (all)` })
    .option('capture-limit', {
      type: 'number',
      defaultDescription: String(USUAL_CAPTURED_BYTES),
      describe: 'bytes of stored operands; layers that do not fit, in the order of a step, are left out whole',
    });
}

/** Options on a file's capture, field by field. @throws InputError naming the option */
export function captureFrom(options: CaptureOptions, own: unknown): unknown {
  const given = {
    steps: stepsOf(options),
    layers: listOf('capture-layers', options),
    roles: listOf('capture-roles', options)?.map((role) => oneOf('capture-roles', ROLES, role)),
    limitBytes: limitOf(options['capture-limit']),
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return present.length === 0 ? own : { ...(own as object | undefined), ...Object.fromEntries(present) };
}

function stepsOf({ 'captured-steps': count, 'capture-steps': list }: CaptureOptions): unknown {
  if (list === undefined) {
    return count === undefined ? undefined : wholeNumber('captured-steps', count, 1, MOST_CAPTURED_STEPS);
  }
  if (count !== undefined) throw new InputError(optionName('capture-steps'), 'no --captured-steps beside it', 'both');
  return list.split(',').map((text) => {
    const step = numberOf(text.trim());
    if (step === 'last' || (typeof step === 'number' && Number.isInteger(step) && step >= 0)) return step;
    throw new InputError(optionName('capture-steps'), 'numbers of steps from 0, or last, by commas', shown(list));
  });
}

function listOf(option: 'capture-layers' | 'capture-roles', options: CaptureOptions): string[] | undefined {
  return options[option]?.split(',').map((text) => text.trim());
}

function limitOf(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : wholeNumber('capture-limit', bytes, 0, MOST_CAPTURED_BYTES);
}
