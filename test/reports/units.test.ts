import { describe, expect, it } from 'vitest';
import { axisScaling, axisTitle, columnTitle } from '../../reports/units/axis.js';
import { plainNumber, tickNumber } from '../../reports/units/number.js';
import { forPeople, inBaseUnit, printedUnit, rangeForPeople, scalingFor } from '../../reports/units/si.js';

describe('a number in running text', () => {
  it.each([
    [0.00123, 'J', '1.23 mJ'],
    [1.2e9, 'pJ', '1.20 mJ'],
    [0, 'pJ', '0 pJ'],
    [-4.5e-7, 'J', '−450 nJ'],
    [0.9999996, 'mJ', '1.00 mJ'],
    [999.9996, 'mJ', '1.00 J'],
    [0.42, 'pJ/MAC', '420 fJ/MAC'],
    [62.5e12, 'FLOP/s', '62.5 TFLOP/s'],
    [0.5, 'FLOP/s', '0.500 FLOP/s'],
    [1.3254e9, 'Hz', '1.33 GHz'],
    [2_048, 'bytes', '2.05 kB'],
    [150, 'W', '150 W'],
    [90, 's', '90 s'],
    [5_400, 's', '90 min'],
    [9_000, 's', '2.50 h'],
    [3.1e5, 's', '3.59 d'],
    [12e-9, 's', '12 ns'],
    [250_000, 'um2', '0.250 mm²'],
    [850.25, 'µm²', '850 µm²'],
    [93.125, '%', '93.13 %'],
    [0.0004, '%', '4.00×10⁻⁴ %'],
    [12_300, 'samples/s', '12.3 k samples/s'],
    [9_300, 'samples/s', '9,300 samples/s'],
    [42_049.4, 'samples/J', '42.0 k samples/J'],
    [0.9654, '×', '0.97 ×'],
    [12.34, '×', '12.3 ×'],
    [0.0345, '×', '0.0345 ×'],
    [0.352, 'points', '0.35 points'],
    [12_345_678, 'cycles', '12.3 M cycles'],
    [3.2e-7, '', '3.20×10⁻⁷'],
    [1.875, '', '1.88'],
    [4.2e7, '', '42 M'],
    [71.25, 'dB', '71.3 dB'],
    [1e300, 'J', '1.00×10²⁸² EJ'],
    [1e-300, 'J', '1.00×10⁻²⁸⁵ fJ'],
  ])('%d %s is %s', (value, unit, expected) => {
    expect(forPeople(value, unit)).toBe(expected);
  });
});

it('shows both ends of a range in one unit', () => {
  expect(rangeForPeople(0.9e-3, 1.4e-3, 'J')).toBe('0.900–1.40 mJ');
  expect(rangeForPeople(-2, 3, 'dB')).toBe('−2 to 3 dB');
  expect(rangeForPeople(undefined, 3, 'dB')).toBe('at most 3 dB');
  expect(rangeForPeople(2e-3, undefined, 's')).toBe('at least 2 ms');
  expect(rangeForPeople(undefined, undefined, 's')).toBe('');
});

it.each([
  [0.1 + 0.2, '0.300'],
  [-0, '0'],
  [123_456, '123,456'],
  [1234.56, '1,235'],
  [999_999.7, '1.00×10⁶'],
  [0.000_999_9, '0.00100'],
  [Number.NaN, 'not a number'],
  [-Infinity, '−∞'],
])('the plain number %d is %s', (value, expected) => {
  expect(plainNumber(value)).toBe(expected);
});

it.each([
  [0.30000000000000004, '0.3'],
  [1e-7, '10⁻⁷'],
  [2e-7, '2×10⁻⁷'],
  [1500, '1,500'],
  [-2.5, '−2.5'],
])('the tick %d is %s', (value, expected) => {
  expect(tickNumber(value)).toBe(expected);
});

it('scales a whole column by its largest magnitude', () => {
  expect(scalingFor([1e-6, -2.5e-3, Number.NaN], 'J')).toEqual({ factor: 1e3, unit: 'mJ' });
  expect(scalingFor([], 'pJ')).toEqual({ factor: 1, unit: 'pJ' });
});

it('names the unit at each tick where a logarithmic axis spans many decades', () => {
  const narrow = axisScaling([1e-3, 2e-1], 'J', 'log');
  expect([narrow.unit, narrow.tick(100)]).toEqual(['mJ', '100']);
  const wide = axisScaling([1, 1e12], 'pJ', 'log');
  expect([wide.unit, wide.factor, wide.tick(1e-9), wide.tick(1)]).toEqual(['J', 1e-12, '1 nJ', '1 J']);
  const ratios = axisScaling([1e-9, 1], '', 'log');
  expect([ratios.unit, ratios.tick(1e-9)]).toEqual(['', '10⁻⁹']);
  expect(axisScaling([1e-3, 1e5], 's', 'log').tick(1e4)).toBe('10,000 s');
});

it('writes units as they are printed and titles that carry them', () => {
  expect(printedUnit('uJ')).toBe('µJ');
  expect(printedUnit('um2')).toBe('µm²');
  expect(printedUnit('bytes/s')).toBe('B/s');
  expect(axisTitle('Loss', '')).toBe('Loss (–)');
  expect(axisTitle('Energy', 'mJ')).toBe('Energy (mJ)');
  expect(columnTitle('Layer', '')).toBe('Layer');
});

it('brings prefixed units to one base', () => {
  expect(inBaseUnit(5, 'mJ')).toEqual({ value: 0.005, unit: 'J' });
  expect(inBaseUnit(5, 'samples/J')).toEqual({ value: 5, unit: 'samples/J' });
});
