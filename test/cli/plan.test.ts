import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const NETWORK = ['--network', 'mlp', '--batch', '8', '--tiles', '16'];

describe('octile plan', () => {
  it('lays out a network as its simulation does, and says so of the run', () => {
    outputOf(['simulate', ...NETWORK, '--engine', 'closed-form', '--out', at('run')]);
    const planned = JSON.parse(outputOf(['plan', ...NETWORK, '--json']));
    expect(JSON.parse(outputOf(['plan', at('run'), '--json']))).toEqual(planned);
    const run = JSON.parse(readFileSync(join(at('run'), 'run.json'), 'utf8'));
    expect(planned.cycles).toBe(run.totals.cycles);
    expect(planned.ops.map(({ memory }: { memory: object }) => memory)).toEqual(
      run.ops.map(({ memory }: { memory: object }) => memory),
    );
  });

  it('prints a line an op, and the map of memory on demand', () => {
    const table = outputOf(['plan', at('run')]);
    expect(table).toContain('m 8, n 512, k 784');
    expect(table).toContain('fullest tile: ');
    const map = outputOf(['plan', at('run'), '--memory']);
    expect(map.match(/◀ peak/g)).toHaveLength(1);
  });

  it('explains ops by a part of their names', () => {
    const text = outputOf(['plan', at('run'), '--op', 'gemm*3-linear/xw']);
    expect(text).toMatch(/^gemm\/0\/3-linear\/xw: gemm of m 8, n 512, k 512, /);
    expect(text).toContain('the plan');
    expect(JSON.parse(outputOf(['plan', ...NETWORK, '--op', 'xw', '--json']))).toHaveLength(4);
  });

  it('draws the map, and replaces no picture unless forced, nor what is none of its own', () => {
    for (const [form, begins] of [
      ['svg', '<?xml'],
      ['pdf', '%PDF'],
      ['png', '\u0089PNG'],
    ]) {
      outputOf(['plan', at('run'), '--figure', at(`map.${form}`)]);
      expect(readFileSync(at(`map.${form}`), 'latin1').startsWith(begins as string)).toBe(true);
      expect(refusalOf(['plan', at('run'), '--figure', at(`map.${form}`)])).toContain('--figure: expected a new file');
      outputOf(['plan', at('run'), '--figure', at(`map.${form}`), '--force']);
    }
    writeFileSync(at('mine.svg'), 'mine');
    expect(refusalOf(['plan', at('run'), '--figure', at('mine.svg'), '--force'])).toContain('a file that Octile wrote');
  });

  it.each([
    ['neither a run nor a network', ['plan'], 'plan: expected the folder of a run or --network NAME, got neither'],
    ['both', ['plan', 'run', '--network', 'mlp'], 'got both'],
    ['a batch of a run', ['plan', 'run', '--batch', '4'], '--batch: expected --network beside it'],
    ['an op that is not there', ['plan', ...NETWORK, '--op', 'nothing'], '--op: expected at most 12 ops'],
    ['too many ops', ['plan', ...NETWORK, '--op', '/'], 'got "/", which '],
    ['a picture of another kind', ['plan', ...NETWORK, '--figure', 'map.gif'], '--figure: expected a file .svg'],
    ['a folder that holds no run', ['plan', 'nowhere'], 'run.json'],
    [
      'BERT-Large with Adam on one chip, and says how many it takes',
      ['plan', '--network', 'bert-large', '--batch', '1', '--sequence', '128', '--optimiser', 'adamw'],
      ', at least 6 chips',
    ],
    ['a map of what is explained', ['plan', ...NETWORK, '--op', 'xw', '--memory'], '--memory: expected no --op'],
  ])('refuses %s', (_, words, message) => {
    expect(refusalOf(words, { cwd: folder })).toContain(message);
    expect(existsSync(at('map.gif'))).toBe(false);
  });
});
