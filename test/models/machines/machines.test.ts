import { describe, expect, it } from 'vitest';
import { fieldValue, numericFields, withFields } from '../../../models/machines/fields.js';
import { MACHINES, machine } from '../../../models/machines/machines.js';
import { tpuV1 } from '../../../models/machines/systolic/tpu-v1.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';

describe.each(MACHINES)('$name', (record) => {
  it('has a source for every numeric field, and no source for anything else', () => {
    expect(Object.keys(record.sources).sort()).toEqual(numericFields(record).sort());
    for (const source of Object.values(record.sources)) expect(source.length).toBeGreaterThan(10);
  });

  it('says of each calibrated field, and of no other, which measured cases it was fitted to', () => {
    const said = Object.keys(record.sources).filter((path) => record.sources[path].includes('calibrated'));
    expect(Object.keys(record.calibratedOn).sort()).toEqual(said.sort());
  });

  it('has a unit for every number, and a basis that its source bears out', () => {
    for (const path of numericFields(record)) {
      expect(typeof fieldValue(record, path)).toBe('number');
      expect(record.bases[path] === 'assumed').toBe(record.sources[path].startsWith('assumed'));
      expect(record.bases[path] === 'calibrated').toBe(path in record.calibratedOn && record.bases[path] !== 'assumed');
    }
  });

  it('is found by its name', () => {
    expect(machine(record.name, '--machine')).toBe(record);
  });
});

it('an unknown machine is refused with the names there are', () => {
  expect(() => machine('ipu9', '--machine')).toThrow(
    '--machine: expected a machine (ipu21, gc200, bow, tpu-v1), got "ipu9"',
  );
});

describe('replaced fields', () => {
  it('change what they name and nothing else, and say who set them', () => {
    const changed = withFields(ipu21, { 'tile.workers': 4, 'exchange.clashPerOccupied': 0.5 }, '--set');
    expect(changed.tile).toEqual({ ...ipu21.tile, workers: 4 });
    expect(changed.exchange.clashPerOccupied).toBe(0.5);
    expect(changed.amp).toBe(ipu21.amp);
    expect(changed.sources['tile.workers']).toBe('set by the user');
    expect(changed.sources['tile.loadBytes']).toBe(ipu21.sources['tile.loadBytes']);
    expect(ipu21.tile.workers).toBe(6);
    const fitted = withFields(ipu21, { 'gemm.callCycles': 500 }, '--set').calibratedOn;
    expect(fitted).not.toHaveProperty(['gemm.callCycles']);
    expect(fitted).toHaveProperty(['gemm.packedCallCycles']);
  });

  it.each([
    ['tile.worker', 4, '--set: expected a numeric field of ipu21, got "tile.worker"'],
    ['sources.tiles', 4, 'a numeric field of ipu21'],
    ['tile.workers', 0, '--set: tile.workers: expected an integer from 1 to 64, got 0'],
    ['tile.workers', 65, 'an integer from 1 to 64'],
    ['tile.workers', 2.5, 'an integer from 1 to 64'],
    ['gemm.callCycles', -1, 'an integer from 0 to'],
    ['clockHz', Number.NaN, 'an integer from 1 to'],
    ['exchange.clashPerOccupied', 101, 'a number from 0 to 100'],
    ['amp.outputChannels', 24, 'amp.coefficientBytes: expected a multiple of 4 B × amp.outputChannels (24), got 512'],
    ['tile.loadBytes', 24, 'a multiple of 4 B that divides amp.coefficientBytes (512), got 24'],
    ['launch.callIssues', 223, "launch.callIssues: expected at most the call's 222 cycles, got 223"],
  ])('%s = %d is refused', (path, value, message) => {
    expect(() => withFields(ipu21, { [path]: value }, '--set')).toThrow(message);
  });
});

it('TPU v1 multiplies integers of 8 bits (Jouppi et al. 2017, section 2)', () => {
  expect(tpuV1.array.operands).toEqual(['int8']);
});
