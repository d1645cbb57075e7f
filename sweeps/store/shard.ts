/**
 * A shard: one JSON line a point, appended and flushed to the disk before the next point begins. A process that is
 * killed leaves at most a torn last line, which readers leave out and the next writer cuts off.
 */
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { readBytes } from '../../records/folder.js';
import { canonicalLine, parseJson } from '../../records/json.js';
import { parseRecord } from '../../records/schema.js';
import { type ShardLine, shardLineSchema } from '../../records/sweep-results.js';

export interface Shard {
  /** The line is on the disk when this returns. */
  readonly append: (line: ShardLine) => void;
  readonly close: () => void;
}

export function openShard(path: string): Shard {
  const isThere = existsSync(path);
  let end = isThere ? wholeLines(readBytes(path)).length : 0;
  const file = openSync(path, isThere ? 'r+' : 'w');
  ftruncateSync(file, end);
  return {
    append: (line) => {
      const bytes = Buffer.from(`${canonicalLine(line)}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, end + at);
      fsyncSync(file);
      end += bytes.length;
    },
    close: () => closeSync(file),
  };
}

/** Every whole line. @throws InputError for one that is no result */
export function readShard(path: string): ShardLine[] {
  const lines = wholeLines(readBytes(path)).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, i) => {
    const where = `${basename(path)} line ${i + 1}`;
    return parseRecord(shardLineSchema, parseJson(line, where), where);
  });
}

const NEWLINE = 0x0a;

/** Up to the last newline, it included. */
function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
}
