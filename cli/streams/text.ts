/** Standard input read whole. */
import { fstatSync } from 'node:fs';
import { InputError } from '../../models/input-error.js';
import { kindOf } from '../../records/place.js';

/** Longest text that is read whole, in bytes: as of files (records/folder.ts). */
const MOST_BYTES = 2 ** 28;

/** @throws InputError for a folder, or more than is read whole */
export async function standardInput(): Promise<{ readonly name: string; readonly text: string }> {
  const name = 'standard input';
  const status = fstatSync(process.stdin.fd);
  if (status.isDirectory()) throw new InputError(name, 'lines', kindOf(status));
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new InputError(name, `at most ${MOST_BYTES} bytes`, 'more');
  }
  return { name, text: Buffer.concat(chunks).toString('utf8') };
}
