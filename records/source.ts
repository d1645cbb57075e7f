/**
 * Where the stage before lies: `source.json` beside a run or its energy, a path relative to its own folder. The
 * record beside it holds the digest of what the path must lead to (traceSha256, runSha256). Left out: copies.
 */
import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** Longest path, in UTF-16 units. */
const MOST_PATH = 4096;

export const SOURCE_FILE = 'source.json';

export const sourceSchema = z.strictObject({
  schema: z.string(),
  path: z
    .string()
    .min(1)
    .max(MOST_PATH)
    .refine((path) => !isAbsolute(path) && !path.includes('\0'), 'a path relative to its folder'),
});
