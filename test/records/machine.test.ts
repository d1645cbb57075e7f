/** Machines from files: whole, or as changes to one that Octile knows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MACHINES, machine, tiledMachine, timedMachine } from '../../models/machines/machines.js';
import { ipu21 } from '../../models/machines/tiles/ipu21.js';
import { canonicalText } from '../../records/json.js';
import { machineFile, machineNamed } from '../../records/machine.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-machine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const read = (name: string, text: string) => timedMachine(machineNamed(file(name, text), '--machine'), 'test');
const HEAD = 'schema: octile.machine/1.0\nname: mine\n';

it.each(MACHINES)('$name, printed as a file, is read back as it was', (record) => {
  const path = file(`${record.name}.json`, canonicalText(machineFile(record)));
  expect(machineNamed(path, '--machine')).toEqual(record);
});

it('a base gives what the file does not; numbers without a source say so', () => {
  const found = read(
    'small.yaml',
    `${HEAD}base: gc200\ntile: {workers: 8, loadBytes: 16}\namp: {operands: [fp8, fp16]}\nsources: {tile.workers: a data sheet}\n`,
  );
  expect(found.tile).toEqual({ ...ipu21.tile, workers: 8, loadBytes: 16 });
  expect(found.clockHz).toBe(1.325e9);
  expect(found.amp.operands).toEqual(['fp8', 'fp16']);
  expect(found.sources['tile.workers']).toBe('a data sheet');
  expect(found.sources['tile.loadBytes']).toMatch(/small\.yaml, without a source$/);
});

it('what-ifs stand behind a file as behind a name', () => {
  const path = file('mine.yaml', `${HEAD}base: ipu21\n`);
  const found = timedMachine(machineNamed(`${path}+eight-workers+double-buffered`, 'test'), 'test');
  const named = tiledMachine('ipu21+eight-workers+double-buffered', 'test');
  expect(found).toMatchObject({ name: 'mine+eight-workers+double-buffered', tile: named.tile, amp: named.amp });
  expect(() => machineNamed(`${path}+nonsense`, '--machine')).toThrow('--machine: expected a what-if');
});

it('YAML and JSON of the same fields are the same machine', () => {
  const yaml = read('a.yml', `${HEAD}base: ipu21\nclockHz: 1.4e+9\n`);
  const json = read('a.json', '{"schema":"octile.machine/1.0","name":"mine","base":"ipu21","clockHz":1.4e9}');
  expect({ ...yaml, summary: '', sources: {} }).toEqual({ ...json, summary: '', sources: {} });
});

describe('is refused', () => {
  it.each([
    ['another kind of record', 'schema: octile.run/1.0\n', 'schema: expected octile.machine/1.2'],
    ['nothing', '', 'schema: expected octile.machine/1.2'],
    ['a field that no machine has', `${HEAD}base: ipu21\ntile: {worker: 8}\n`, 'tile.worker: expected a known field'],
    ['a text for a number', `${HEAD}base: ipu21\ntile: {workers: eight}\n`, 'tile.workers: expected'],
    ['a number out of range', `${HEAD}base: ipu21\ntile: {workers: 0}\n`, 'an integer from 1 to 64, got 0'],
    ['not a number', `${HEAD}base: ipu21\nclockHz: .nan\n`, 'clockHz: expected'],
    ['an unknown base', `${HEAD}base: ipu9\n`, 'base: expected a machine (ipu21, gc200, bow, tpu-v1), got "ipu9"'],
    ['no base and numbers missing', `${HEAD}tiles: 4\n`, 'clockHz: expected a number, got nothing'],
    ['fields that do not fit together', `${HEAD}base: ipu21\namp: {outputChannels: 24}\n`, 'amp.coefficientBytes'],
    ['a source of nothing', `${HEAD}base: ipu21\nsources: {tile: x}\n`, 'sources: expected paths of numeric fields'],
    ['text that is no YAML', `${HEAD} base: [\n`, 'expected YAML'],
    [
      'aliases that multiply',
      `${HEAD}a: &a [1]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n`,
      'aliases that stand for at most 10',
    ],
  ])('%s', (_, text, message) => {
    expect(() => read('bad.yaml', text)).toThrow(message);
  });

  it('a file that is not there', () => {
    expect(() => machineNamed(join(folder, 'none.yaml'), '--machine')).toThrow('a file that can be read');
  });
});

describe('what-ifs', () => {
  it('add up, and say that they are assumed', () => {
    const found = tiledMachine('ipu21+eight-workers+wide-ports', '--machine');
    expect(found.tile).toEqual({ ...ipu21.tile, workers: 8, loadBytes: 16 });
    expect(found.name).toBe('ipu21+eight-workers+wide-ports');
    expect(found.sources['tile.workers']).toMatch(/^assumed, because what-if/);
  });

  it('are refused by name', () => {
    expect(() => machine('ipu21+more', '--machine')).toThrow('expected a what-if (eight-workers');
  });
});
