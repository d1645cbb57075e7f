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
    const events: { ph: string; tid: number; ts: number }[] = JSON.parse(
      readFileSync(at('run.json'), 'utf8'),
    ).traceEvents;
    const ends = events.filter(({ ph }) => ph === 'E').map(({ ts }) => ts);
    expect(Math.round((Math.max(...ends) * run.machine.clockHz) / 1e6)).toBe(run.totals.cycles);
    expect(ends).toHaveLength(events.filter(({ ph }) => ph === 'B').length);
    expect(readFileSync(at('run.json'), 'utf8')).not.toContain('"power"');
  });

  it('draws the power of a run that was priced', () => {
    outputOf(['price', at('run'), '--out', at('priced')]);
    outputOf(['export', at('priced'), '--perfetto', at('priced.json')]);
    const { perOp } = JSON.parse(readFileSync(join(at('priced'), 'energy.json'), 'utf8'));
    const power = JSON.parse(readFileSync(at('priced.json'), 'utf8')).traceEvents.filter(
      ({ name }: { name: string }) => name === 'power',
    );
    expect(power).toHaveLength(perOp.length + 1);
    expect(power.every(({ args }: { args: { W: number } }) => args.W >= 0 && args.W < 1000)).toBe(true);
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
