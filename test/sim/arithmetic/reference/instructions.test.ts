import { describe, expect, it } from 'vitest';
import { instructionFiles, wrongRows } from './instruction-vectors.js';

const files = instructionFiles();

describe('every matrix instruction of an independent model, bit for bit', () => {
  it.each(files.map(({ file, unit, rows }) => [file, unit, rows] as const))('%s', (_file, unit, rows) => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
    expect(wrongRows(unit, rows)).toEqual([]);
  });

  it('17 files', () => expect(files.length).toBe(17));
});
