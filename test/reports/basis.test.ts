/** On what an energy rests, in words; shares by hand. */
import { describe, expect, it } from 'vitest';
import { basesText, basisText, shortBasesText } from '../../reports/units/basis.js';

/** A share of one basis, one that is assumed. */
const of = (basis: 'measured' | 'gates' | 'assumed', share: number, assumed: number) => ({
  ...{ measured: 0, gates: 0, published: 0, assumed },
  [basis]: share,
});

describe('one energy', () => {
  it.each([
    [of('measured', 0.58, 0.31), 'measured for 58 % of it, assumed for 31 %'],
    [of('measured', 0.9, 0.1), 'measured for 90 % of it'],
    [of('gates', 0.5, 0.101), 'gates for 50 % of it, assumed for 10 %'],
    [of('assumed', 0.62, 0.62), 'assumed for 62 % of it'],
  ])('%j: %s', (basis, text) => {
    expect(basisText(basis)).toBe(text);
  });
});

it('several: each basis once, shares from the least to the most', () => {
  const several = [of('measured', 0.58, 0.31), of('measured', 0.7, 0.05), of('assumed', 0.6, 0.6)];
  expect(basesText(several)).toBe('measured for 58–70 % of it, assumed for 5–31 %; assumed for 60 % of it');
  expect(shortBasesText(several)).toBe('measured 58–70 %, assumed 60 %');
});
