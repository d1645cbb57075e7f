/** `octile hardware`: a group of actions, and what emit writes. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { icarusIsThere } from '../sim/gates/rtl/simulated.js';
import { outputOf, printedHere, refusalHere, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const EMIT = ['hardware', 'emit', '--unit'];

describe('octile hardware', () => {
  it('without an action names the actions', async () => {
    expect(await refusalHere(['hardware'])).toMatch(/^octile hardware: expected an action \(emit, .*\), got nothing/);
    expect(await refusalHere(['hardware', 'emitt'])).toMatch(/an action \(emit, .*\), got "emitt"/);
  });

  it('lists its actions in its help', async () => {
    expect(await printedHere(['hardware', '--help'])).toContain('octile hardware emit');
  });
});

describe('octile hardware emit', () => {
  it.each([
    [['amp-f13', 'more'], 'octile hardware emit: expected no more than `octile hardware emit`, got "more"'],
    [['amp-f13', '--rounding', 'up'], '--rounding: expected no choice beside the preset amp-f13'],
    [['amp-f13', '--a-format', 'f143'], '--a-format: expected no choice beside the preset amp-f13, got "f143"'],
    [['amp-int8', '--scale-port'], '--scale-port: expected a unit of floats, got amp-int8'],
    [['amp-f13', '--stages', '9'], '--stages: expected a whole number from 1 to 8, got 9'],
    [['amp-f13', '--products', '0'], '--products: expected a whole number from 1 to 64, got 0'],
    [['amp-f13', '--vectors', '0'], '--vectors: expected a whole number from 1 to 1000000, got 0'],
    [['none'], '--unit: expected a unit (ipu21-amp'],
    [['cdna3'], 'got a sum of kind two-stage'],
  ])('%o is refused', async (words, sentence) => {
    expect(await refusalHere([...EMIT, ...words])).toContain(sentence);
  });

  it('names presets where a unit is not known', async () => {
    expect(await refusalHere([...EMIT, 'none'])).toContain('or a preset (amp-exact,');
  });

  const out = join(folder, 'fma');
  const words = [...EMIT, 'fma', '--a-format', '1.3.2:bias=5', '--accumulator', 'float16', '--stages', '2'];
  const random = ['--rounding', 'stochastic', '--random-bits', '3', '--vectors', '50', '--out', out];

  it('writes every file that its README names, and lists no other', () => {
    expect(outputOf([...words, ...random])).toContain('fma-1-3-2-bias-5');
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/^\| (\S+\.(?:sv|hex)) \|/gm)].map(([, name]) => name);
    const written = readdirSync(out).filter((name) => /\.(sv|hex)$/.test(name));
    expect(named.sort()).toEqual(written.sort());
    expect(written).toContain('lfsr.sv');
    expect(readFileSync(join(out, 'vectors.hex'), 'utf8').trimEnd().split('\n')).toHaveLength(50);
  });

  it('does not write over it unless forced', () => {
    expect(refusalOf([...words, ...random])).toContain('add --force to replace it');
    outputOf([...words, ...random, '--force']);
  });

  it.skipIf(!icarusIsThere)('runs as its README says (skipped where Icarus Verilog is not installed)', () => {
    const line = /^iverilog .*$/m.exec(readFileSync(join(out, 'README.md'), 'utf8'))?.[0] ?? '';
    const { stdout } = spawnSync('sh', ['-c', line], { cwd: out, encoding: 'utf8' });
    expect(stdout).toContain('50 passed, 0 failed');
  });

  it('gives the same bytes for the same seed', () => {
    const [one, other] = ['one', 'other'].map((name) => {
      outputOf([...EMIT, 'amp-int8', '--vectors', '20', '--seed', '9', '--out', join(folder, name)]);
      return readFileSync(join(folder, name, 'vectors.hex'), 'utf8');
    });
    expect(one).toBe(other);
  });
});
