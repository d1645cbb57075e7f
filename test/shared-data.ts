/**
 * Measured data that lie beside a checkout, in ../shared: tests that want them are skipped by name where
 * they are absent, and fail there with OCTILE_REQUIRE_DATA=1.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';

const SHARED = new URL('../../shared/', import.meta.url);

function shared(path: string): URL {
  return new URL(path, SHARED);
}

/** `it`, or `it.skip` where a file of the shared folder is absent and not required. */
export function itWithShared(path: string): typeof it | typeof it.skip {
  const wanted = process.env.OCTILE_REQUIRE_DATA === '1' || existsSync(fileURLToPath(shared(path)));
  return wanted ? it : it.skip;
}

/** Where a file of the shared folder is. */
export function sharedFile(path: string): string {
  return fileURLToPath(shared(path));
}

/** A JSON file of the shared folder. */
export function sharedJson(path: string): unknown {
  return JSON.parse(readFileSync(shared(path), 'utf8'));
}
