/** Records that people write: YAML or JSON, told by the file's name. */
import { parse, YAMLParseError } from 'yaml';
import { InputError, shown } from '../models/input-error.js';
import { readText } from './folder.js';
import { parseJson } from './json.js';

/** Largest file that a person may write, in bytes. */
const MAX_WRITTEN_BYTES = 2 ** 20;

const WRITTEN_FILE = /\.(json|yaml|yml)$/i;

/** Whether a name means a file rather than an entry of a list. */
export function isWrittenFile(name: string): boolean {
  return WRITTEN_FILE.test(name);
}

/** @throws InputError for a file that cannot be read, is too large, or is not what its name says */
export function readWritten(path: string): unknown {
  const text = readText(path, MAX_WRITTEN_BYTES);
  if (/\.json$/i.test(path)) return parseJson(text, path);
  try {
    return parse(text, { schema: 'core', maxAliasCount: 10 });
  } catch (error) {
    const line = error instanceof YAMLParseError ? ` line ${error.linePos?.[0].line ?? 1}` : '';
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new InputError(`${path}${line}`, 'YAML', shown(text.slice(0, 40)), message);
  }
}
