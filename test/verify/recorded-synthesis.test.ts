/** The recorded syntheses: the smallest is made again, byte for byte. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../records/json.js';
import type { Synthesis } from '../../records/synthesis.js';
import { recordedPairs, recordedSynthesis } from '../../verify/synthesis/units.js';

const FILE = new URL('../../models/technologies/characterised/synthesis.json', import.meta.url);
const recorded = (JSON.parse(readFileSync(FILE, 'utf8')) as { readonly records: readonly Synthesis[] }).records;

describe('recorded syntheses', () => {
  it('are of every preset in asap7, and of two in every library', () => {
    const names = ({ unit, library }: { readonly unit: string; readonly library: string }) => `${unit} ${library}`;
    expect(recorded.map(names)).toEqual(recordedPairs().map(names));
  });

  it('are made again byte for byte: the smallest', async () => {
    const smallest = recorded.reduce((least, entry) => (entry.cells < least.cells ? entry : least));
    expect(canonicalText(await recordedSynthesis(smallest))).toBe(canonicalText(smallest));
  });

  it('add up: blocks to cells and area', () => {
    for (const { blocks, cells, area, areaPerMac, productsPerStep } of recorded) {
      expect(blocks.reduce((sum, block) => sum + block.cells, 0)).toBe(cells);
      expect(blocks.reduce((sum, block) => sum + block.area, 0) / area).toBeCloseTo(1, 4);
      expect((areaPerMac * productsPerStep) / area).toBeCloseTo(1, 4);
    }
  });
});
