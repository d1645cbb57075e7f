/** The error split that lies beside a trace. */
import { InputError } from '../models/input-error.js';
import { ERRORS_FILE, type ErrorsRecord } from '../records/trace/errors.js';
import { readTrace } from '../records/trace/trace-folder.js';
import { errorsOf } from './folders.js';

/** @throws InputError for a folder without a sound trace, or a trace without errors */
export function traceErrors(folder: string): ErrorsRecord {
  const { record, sha256 } = readTrace(folder);
  const errors = errorsOf({ record, folder, sha256 });
  if (errors !== undefined) return errors;
  throw new InputError(folder, `a trace with ${ERRORS_FILE}`, 'one without', 'train it or import it again');
}
