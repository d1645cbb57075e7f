/** What the system says when it cannot read or write, in words. Left out: faults of the program, which have no such code. */
import { InputError, shown } from '../models/input-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'a read-only file system',
  ENOSPC: 'a full disk',
  EDQUOT: 'a full quota',
  EFBIG: 'a file that grew too large',
  ENOTDIR: 'a file where a folder should be',
  EISDIR: 'a folder',
  EEXIST: 'something of that name already',
  ENOTEMPTY: 'a folder that is not empty',
  ELOOP: 'links that lead in a circle',
  EBUSY: 'a place that is in use, such as a mount point',
  EXDEV: 'a place on another file system',
  ENAMETOOLONG: 'too long a name',
  EMFILE: 'too many open files',
  EPIPE: 'a closed pipe',
  EAGAIN: 'nothing to read yet',
  EIO: 'a failure of the device',
  ERR_INVALID_ARG_VALUE: 'a path with a character that no path has',
};

/** Undefined for an error that the system did not make. */
function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  return REASONS[code] ?? ('syscall' in error ? `an error of the system (${code})` : undefined);
}

/**
 * The sentence for what the system refused; any other error as it is.
 * @param expected what was wanted of the place: `a folder that can be written`
 */
export function refusedBySystem(error: unknown, where: string, expected: string, path?: string): unknown {
  const reason = systemReason(error);
  if (reason === undefined) return error;
  return path === undefined
    ? new InputError(where, expected, reason)
    : new InputError(where, expected, shown(path), `the system says: ${reason}`);
}
