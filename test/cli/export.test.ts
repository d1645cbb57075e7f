import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const PRODUCT = ['export', '--m', '12', '--k', '32', '--n', '16'];

describe('octile export', () => {
  it('writes one tile’s product for GTKWave and for Perfetto', () => {
    const text = outputOf([...PRODUCT, '--vcd', at('tile.vcd'), '--perfetto', at('tile.json')]);
    // Call 487, rendezvous 2, 32 loads of coefficients, 6 × (18 + 4 × 2) slots.
    expect(text).toContain('677 cycles of one tile of ipu21');
    expect(readFileSync(at('tile.vcd'), 'utf8')).toMatch(/^\$comment octile.*\n\$timescale 1 ps \$end/);
    expect(JSON.parse(readFileSync(at('tile.json'), 'utf8')).traceEvents.length).toBeGreaterThan(10);
  });

  it('writes a run whose ops follow one another to its end', () => {
    outputOf(['simulate', '--network', 'mlp', '--batch', '8', '--tiles', '16', '--out', at('run')]);
    outputOf(['export', at('run'), '--perfetto', at('run.json')]);
    const run = JSON.parse(readFileSync(join(at('run'), 'run.json'), 'utf8'));
    const events: { ph: string; tid: number; ts: number; dur: number }[] = JSON.parse(
      readFileSync(at('run.json'), 'utf8'),
    ).traceEvents;
    for (const track of [0, 1]) {
      const slices = events.filter(({ ph, tid }) => ph === 'X' && tid === track);
      const cycles = slices.reduce((sum, { dur }) => sum + dur, 0) * (run.machine.clockHz / 1e6);
      expect(Math.round(cycles)).toBe(run.totals.cycles);
    }
  });

  it('keeps a file that exists, unless forced', () => {
    writeFileSync(at('kept.vcd'), 'mine');
    expect(refusalOf([...PRODUCT, '--vcd', at('kept.vcd')])).toContain('--vcd: expected a new file');
    expect(readFileSync(at('kept.vcd'), 'utf8')).toBe('mine');
    expect(refusalOf([...PRODUCT, '--vcd', at('kept.vcd'), '--force'])).toContain('a file that Octile wrote');
    expect(readFileSync(at('kept.vcd'), 'utf8')).toBe('mine');
    outputOf([...PRODUCT, '--vcd', at('again.vcd')]);
    outputOf(['export', '--m', '24', '--k', '32', '--n', '16', '--vcd', at('again.vcd'), '--force']);
    expect(readFileSync(at('again.vcd'), 'utf8').length).toBeGreaterThan(readFileSync(at('tile.vcd'), 'utf8').length);
  });

  it.each([
    ['nothing to write', PRODUCT, 'export: expected --perfetto FILE or --vcd FILE, got neither'],
    ['a size that is missing', ['export', '--m', '4', '--k', '4', '--vcd', 'x.vcd'], '--n: expected a whole number'],
    ['more cycles than a file should hold', ['export', ...sizes(4096), '--vcd', 'x.vcd'], 'tile-cycles'],
    ['a run that is none', ['export', 'nowhere', '--perfetto', 'x.json'], 'run.json'],
    ['a run as VCD', ['export', 'nowhere', '--vcd', 'x.vcd'], 'one tile’s product'],
    [
      'operands that are not there',
      [...PRODUCT, '--operands', 'none.safetensors', '--vcd', 'x.vcd'],
      'none.safetensors',
    ],
  ])('refuses %s and leaves no file', (_, words, message) => {
    expect(refusalOf(words, { cwd: folder })).toContain(message);
    expect(existsSync(at('x.vcd'))).toBe(false);
    expect(existsSync(at('x.json'))).toBe(false);
  });
});

function sizes(size: number): string[] {
  return ['m', 'k', 'n'].flatMap((name) => [`--${name}`, String(size)]);
}
