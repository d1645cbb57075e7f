/** One product as it is asked for: which partials its operands have, what it is timed as, and how much of which peak. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../models/machines/fields.js';
import { tiledMachine } from '../../models/machines/machines.js';
import { standIn } from '../../models/machines/stand-in.js';
import { simulateProduct } from '../../sim/array/product.js';
import { type ProductOptions, productStage } from '../../stages/product.js';
import { chosenProduct } from '../../stages/product-shape.js';

const usual: ProductOptions = {
  machine: 'ipu21',
  tiles: 1,
  set: [],
  m: 64,
  k: 64,
  n: 64,
  format: 'f143',
  partials: undefined,
  output: 'plain',
  coefficients: 'interleaved',
  engine: 'closed-form',
  technology: 'published-7nm',
  operands: undefined,
  unit: undefined,
};
const answer = (options: Partial<ProductOptions>) => productStage({ ...usual, ...options }, (field) => `--${field}`);

describe('partials', () => {
  it.each(['float32', 'tf32', '1.8.23', '1.5.12'])(
    'of %s are float32: the product is as long as compare times it',
    (format) => {
      const { shape } = chosenProduct({ ...usual, format }, 2 ** 20, (field) => field);
      expect(shape.partials).toBe('fp32');
      const machine = withFields(tiledMachine('ipu21', 'test'), { tiles: 1 }, 'test');
      const { totals } = simulateProduct({ shape, format, engine: 'closed-form' }, machine);
      expect(answer({ format }).cycles).toBe(totals.cycles);
      expect(answer({ format, partials: 'float32' }).cycles).toBe(totals.cycles);
      expect(() => answer({ format, partials: 'float16' })).toThrow('--partials: expected float32 with operands of');
    },
  );

  it('of 16 bits are either, of 8 bits float16', () => {
    expect(answer({ format: 'bfloat16' }).cycles).toBe(answer({ format: 'bfloat16', partials: 'float16' }).cycles);
    expect(answer({ format: 'float16', partials: 'float32' }).cycles).toBeGreaterThan(
      answer({ format: 'float16' }).cycles,
    );
    expect(() => answer({ partials: 'float32' })).toThrow('--partials: expected float16 with operands of');
  });

  it.each(['f143', 'float16', 'float32', 'tf32', '1.5.12'])(
    'no large product of %s is more than its peak',
    (format) => {
      const { utilisation, machineUtilisation } = answer({ format, m: 244, k: 128, n: 64 });
      expect(utilisation).toBeGreaterThan(0.5);
      expect(utilisation).toBeLessThan(1);
      expect(machineUtilisation / utilisation).toBeCloseTo({ f143: 1, float16: 1 / 2 }[format] ?? 1 / 8, 9);
    },
  );
});

describe('formats that the machine does not multiply', () => {
  it.each([
    ['e4m3', 'float8_e4m3fnuz'],
    ['e5m2', 'float8_e5m2fnuz'],
    ['1.2.5', 'float8_e4m3fnuz'],
    ['bfloat16', 'float16'],
    ['tf32', 'float32'],
    ['f143', undefined],
    ['float32', undefined],
  ])('%s is timed as %s', (format, own) => {
    expect(answer({ format }).timedAs).toBe(own);
  });

  it('on a machine whose unit takes any, all are its own', () => {
    expect(standIn('1.5.12', 'fma')).toBeUndefined();
  });

  it.each(['float8_e8m0fnu', '0.4.4'])('%s, without a sign, is none to multiply', (format) => {
    expect(() => answer({ format })).toThrow('--format: expected a format with a sign and a zero');
  });
});

describe('the machine', () => {
  it('is called by what was changed of it, and has its tiles beside it', () => {
    expect(answer({})).toMatchObject({ machine: 'ipu21', tiles: 1 });
    expect(answer({ tiles: undefined, set: ['tiles=4', 'tile.workers=3'] })).toMatchObject({
      machine: 'ipu21 with tiles=4, tile.workers=3',
      tiles: 4,
    });
  });

  it('is not changed twice in one field', () => {
    expect(() => answer({ machine: 'ipu21+eight-workers', set: ['tile.workers=3'] })).toThrow('--set: expected no');
    const other = answer({ machine: 'ipu21+eight-workers', set: ['amp.coefficientBanks=2'] });
    expect(other.machine).toBe('ipu21+eight-workers with amp.coefficientBanks=2');
  });
});
