/** Expected solutions by hand. */
import { describe, expect, it } from 'vitest';
import { randomUnit } from '../../../../runtime/random.js';
import { constantLeftOut, lineFit } from '../../../../sim/gates/characterise/line-fit.js';
import { fittedModel, modelErrors } from '../../../../sim/gates/characterise/macro-model.js';
import { nonNegativeLeastSquares } from '../../../../sim/gates/characterise/non-negative-least-squares.js';
import { changesOf } from './no-changes.js';

function expectClose(actual: readonly number[], expected: readonly number[]) {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) expect(actual[at]).toBeCloseTo(value, 9);
}

describe('least squares without negative coefficients', () => {
  it('solves equations that have a solution', () => {
    expectClose(
      nonNegativeLeastSquares(
        [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
        [2, 3, 5],
      ),
      [2, 3],
    );
  });

  it('is the least squares where these are positive: the mean of the targets of one constant', () => {
    expectClose(nonNegativeLeastSquares([[1], [1], [1]], [1, 2, 6]), [3]);
  });

  it('leaves a variable at zero whose coefficient would be negative, and fits the others without it', () => {
    // Unconstrained: x = (3, −1). Without the second: x₁ = (1·2 + 1·3 + 0·…)/2 = 2.5 of rows (1, 1) → 2, (1, 0) → 3.
    expectClose(
      nonNegativeLeastSquares(
        [
          [1, 1],
          [1, 0],
        ],
        [2, 3],
      ),
      [2.5, 0],
    );
  });

  it('gives zeros where everything would be negative', () => {
    expectClose(
      nonNegativeLeastSquares(
        [
          [1, 2],
          [2, 1],
        ],
        [-1, -3],
      ),
      [0, 0],
    );
  });

  it('lets a variable leave again that joined first', () => {
    // The first column alone explains most; with the other two exact, its coefficient is 0.
    const rows = [
      [1, 1, 0],
      [1, 0, 1],
      [1.5, 1, 1],
      [1, 2, 0.1],
    ];
    const targets = rows.map(([, second, third]) => 2 * second + third);
    expectClose(nonNegativeLeastSquares(rows, targets), [0, 2, 1]);
  });

  it('splits a pair of equal columns without going negative', () => {
    const [x, y] = nonNegativeLeastSquares(
      [
        [1, 1],
        [2, 2],
      ],
      [3, 6],
    );
    expect(x + y).toBeCloseTo(3, 9);
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
  });

  it('meets the conditions of the optimum on drawn systems: no negative x; gradient 0 where x > 0, else not downhill', () => {
    for (let system = 0; system < 50; system++) {
      const draw = (at: number) => randomUnit(7, system, at) - 0.3;
      const rows = Array.from({ length: 9 }, (_, row) => Array.from({ length: 5 }, (_, i) => draw(6 * row + i)));
      const targets = rows.map((_, row) => draw(6 * row + 5));
      const x = nonNegativeLeastSquares(rows, targets);
      for (const [i, value] of x.entries()) {
        const gradient = rows.reduce(
          (sum, row, at) => sum + row[i] * (row.reduce((total, entry, j) => total + entry * x[j], 0) - targets[at]),
          0,
        );
        expect(value).toBeGreaterThanOrEqual(0);
        if (value > 0) expect(Math.abs(gradient)).toBeLessThan(1e-9);
        else expect(gradient).toBeGreaterThan(-1e-9);
      }
    }
  });
});

describe('a line through measured rows', () => {
  it('finds offset and gain, and predicts each row of a line from the others', () => {
    const fit = lineFit([0, 1, 2, 4], [10, 12, 14, 18]);
    expectClose([fit.offset, fit.gain, fit.spearman, fit.meanLeftOut], [10, 2, 1, 0]);
  });

  it('predicts a row from the line through the others', () => {
    // Rows (0, 1), (1, 2), (2, 5): without the last the line is 1 + x: 3, so −40 %; without the first −1 + 3x: −2;
    // without the middle 1 + 2x: 3, so +50 %.
    const { leftOut, worstLeftOut } = lineFit([0, 1, 2], [1, 2, 5]);
    expectClose(leftOut, [-2, 0.5, -0.4]);
    expect(worstLeftOut).toBeCloseTo(2, 9);
  });

  it('ranks equal values alike: (1, 1, 2) against (1, 2, 3) is √3 / 2', () => {
    expect(lineFit([1, 1, 2], [1, 2, 3]).spearman).toBeCloseTo(Math.sqrt(3) / 2, 9);
    expect(lineFit([3, 2, 1], [1, 2, 3]).spearman).toBeCloseTo(-1, 9);
  });

  it('says what a constant gives: 2 and 4 predict one another', () => {
    expect(constantLeftOut([2, 4])).toBeCloseTo((1 + 0.5) / 2, 9);
  });
});

describe('the macro-model', () => {
  const changes = (a: number, partials: number) => changesOf({ a, partials });

  it('is the combination that made the energies, and leaves out windows without energy', () => {
    const windows = [
      { changes: changes(1, 0), energyFj: 3 },
      { changes: changes(2, 5), energyFj: 16 },
      { changes: changes(0, 0), energyFj: 0 },
    ];
    const model = fittedModel(windows.map((window) => ({ ...window, weight: 1 })));
    expect(model.a).toBeCloseTo(3, 9);
    expect(model.partials).toBeCloseTo(2, 9);
    const { mean, worst } = modelErrors({ ...model, partials: 4 }, [
      { operands: 'x', windows: [windows[0]] },
      { operands: 'y', windows: [windows[1]] },
    ]);
    // 6 + 20 instead of 16.
    expect(worst).toBeCloseTo(10 / 16, 9);
    expect(mean).toBeCloseTo(5 / 16, 9);
  });

  it('weighs relative errors, those of small energies less', () => {
    // One feature, 1 fJ a change in one window and 2 in another; relative errors are least squares of x/1 − 1 and
    // x/2 − 1 (weight 1 and 2): x = (1 + 4/2) / (1 + 4/4) = 1.5. A window of 1 beside one of 100 counts as one of 10.
    const of = (energyFj: number, weight: number) => ({ changes: changesOf({ b: 1 }), energyFj, weight });
    expect(fittedModel([of(1, 1), of(2, 2)]).b).toBeCloseTo(1.5, 9);
    expect(fittedModel([of(1, 1), of(100, 1)]).b).toBeCloseTo((1 / 100 + 100 / 1e4) / (1 / 100 + 1 / 1e4), 9);
  });
});
