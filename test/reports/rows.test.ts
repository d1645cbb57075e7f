/** How runs become rows: what makes them one, what they are called, which are refused. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { canonicalText } from '../../records/json.js';
import { reportSchema } from '../../records/report.js';
import { composeReport } from '../../reports/compose/compose.js';
import { slug } from '../../reports/compose/slug.js';
import { type HandRun, handRun, NARROW, PLAIN } from './hand-runs.js';

const compose = (...runs: HandRun[]) => composeReport(runs.map(handRun));
const labels = (...runs: HandRun[]) => compose(...runs).rows.map(({ label }) => label);
const other = { ...NARROW, where: 'other' };

describe('a label says exactly what differs', () => {
  it.each<[string, Partial<HandRun>, string[]]>([
    ['tiles', { machine: { ...NARROW.machine, tiles: 64 } }, ['fp8 · tiles 1,472', 'fp8 · tiles 64']],
    [
      'two fields of the machine',
      { machine: { ...NARROW.machine, clockHz: 3e9, tile: { ...NARROW.machine.tile, workers: 8 } } },
      ['fp8 · clock 1 GHz · tile.workers 6', 'fp8 · clock 3 GHz · tile.workers 8'],
    ],
    ['another machine', { machine: { ...NARROW.machine, name: 'mine', tiles: 8 } }, ['fp8 · ipu21', 'fp8 · mine']],
    ['epochs', { training: { epochs: 5 } }, ['fp8 · epochs 2', 'fp8 · epochs 5']],
    ['data', { training: { dataset: { name: 'm', classes: 10, train: 8, test: 9 } } }, ['fp8 · digits', 'fp8 · m']],
    ['no training', { training: undefined }, ['fp8 · digits', 'fp8 · untrained']],
    ['the unit', { unit: 'hopper' }, ['fp8 · ipu21-amp', 'fp8 · hopper']],
    ['the energy table', { technology: 't' }, ['fp8 · by-hand-7nm', 'fp8 · t']],
    [
      'a detail of a recipe of one name',
      { recipe: { ...NARROW.recipe, storage: 'bfloat16' } },
      ['fp8 · storage float16', 'fp8 · storage bfloat16'],
    ],
  ])('%s', (_, change, expected) => {
    expect(labels(NARROW, { ...other, ...change })).toEqual(expected);
  });

  it('but not what most rows share: six runs, one change each', () => {
    const changed = (where: string, change: Partial<HandRun>) => ({ ...NARROW, where, ...change });
    const rate = { kind: 'sgd-momentum', learningRate: 100, momentum: 0.5, weightDecay: 0 } as const;
    const { roles } = NARROW.recipe;
    const narrower = { ...roles.activation, format: '1.3.4', scaling: { kind: 'fixed' as const, exponent: 0 } };
    const runs = [
      PLAIN,
      NARROW,
      changed('seed 2', { seed: 2 }),
      changed('exact', { unit: 'exact', recipe: { ...NARROW.recipe, roles: { ...roles, activation: narrower } } }),
      changed('network', { network: 'residual-mlp' }),
      changed('rate', { training: { optimiser: rate } }),
      changed('clock', { machine: { ...NARROW.machine, clockHz: 1.5e9 } }),
    ];
    expect(labels(...runs)).toEqual([
      'fp16',
      'fp8',
      'fp8 · exact · activations 1.3.4',
      'fp8 · residual-mlp',
      'fp8 · learning rate 100',
      'fp8 · clock 1.5 GHz',
    ]);
    expect(compose(...runs).findings.at(-1)).toBe(
      'Unless a label says otherwise: unit ipu21-amp, network by-hand, learning rate 0.1.',
    );
  });

  it('and those that begin alike lose their beginning', () => {
    const named = (name: string): HandRun => ({
      ...other,
      where: name,
      label: `${'the same words '.repeat(6)}${name}`,
    });
    const found = labels(named('left'), named('right'));
    expect(found).toEqual(['…same words left', '…same words right']);
  });

  it('or what it was given', () => {
    expect(labels({ ...PLAIN, label: 'before' }, { ...other, label: 'after' })).toEqual(['before', 'after']);
  });

  it('and no two are alike, nor as a part of a file name', () => {
    const named = (name: string): HandRun => ({ ...other, where: name, recipe: { ...NARROW.recipe, name } });
    const found = labels(named('a b'), named('a-b'), named('é'), named('ü'));
    expect(found).toEqual(['a b', 'a-b (2)', 'é', 'ü (2)']);
    expect(new Set(found.map(slug)).size).toBe(4);
  });

  it('of any length makes an id of at most 60 signs, another for another label', () => {
    const long = 'x'.repeat(90);
    expect(`exponents-${slug(long)}`.length).toBeLessThanOrEqual(60);
    expect(slug(`${long}1`)).not.toBe(slug(`${long}2`));
  });
});

it('what the rows share stands in their keys, a field that differs from the machine of that name too', () => {
  const machine = { ...NARROW.machine, tile: { ...NARROW.machine.tile, workers: 8 } };
  const [row] = compose({ ...NARROW, machine }).rows;
  expect(row?.keys).toMatchObject({
    recipe: 'fp8',
    data: 'digits',
    epochs: '2',
    'learning rate': '0.1',
    seed: '1',
    unit: 'ipu21-amp',
    machine: 'ipu21',
    'machine clock': '1 GHz',
    'tile.workers': '8',
  });
});

it('a report of many rows with long labels is one that its schema takes', () => {
  const long = Array.from({ length: 9 }, (_, i) => ({
    ...NARROW,
    where: String(i),
    recipe: { ...NARROW.recipe, name: `${'long '.repeat(38)}${i}` },
    technology: 't'.repeat(200),
  }));
  const report = compose(...long);
  const runs = report.rows.map((row) => ({
    ...row,
    runs: row.runs.map((run) => ({ ...run, sha256: '0'.repeat(64) })),
  }));
  const inputs = report.inputs.map((input) => ({ ...input, sha256: '0'.repeat(64) }));
  expect(reportSchema.safeParse({ ...report, rows: runs, inputs }).error?.issues).toBeUndefined();
  expect(new Set(report.rows.map(({ label }) => label)).size).toBe(9);
  expect(report.title).toContain(' against 8 others: by-hand on ipu21');
  const ids = [...report.charts, ...report.tables].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('refused', () => {
  const refusal = (...runs: HandRun[]) => {
    try {
      compose(...runs);
    } catch (error) {
      if (error instanceof InputError) return error.message;
      throw error;
    }
    return 'not refused';
  };

  it('the same run twice, under one name or two', () => {
    const message =
      'report: expected each run once, got "narrow" and "narrow", the same priced run; name each folder once';
    expect(refusal(NARROW, NARROW)).toBe(message);
    expect(refusal({ ...NARROW, label: 'a' }, { ...NARROW, label: 'b' })).toBe(message);
  });

  it('two runs of one seed that nothing tells apart', () => {
    expect(refusal(NARROW, other)).toContain('"narrow" and "other", alike in every setting and the seed');
  });

  it('one label of runs that differ in more than the seed', () => {
    const longer = { ...other, label: 'a', training: { epochs: 5 } };
    expect(refusal({ ...NARROW, label: 'a' }, longer)).toContain('runs that differ in epochs');
    expect(refusal({ ...NARROW, label: 'a' }, { ...other, label: 'a', seed: 2 })).toBe('not refused');
  });
});

describe('against the baseline', () => {
  it('a ratio of energies has the ends of both together: 0.6, 0.5 and 0.75', () => {
    const [base, row] = compose(PLAIN, NARROW).rows;
    expect(base?.against).toEqual({});
    expect(row?.against['Energy a step']).toMatchObject({
      value: 0.5,
      low: 0.5,
      high: 0.75,
      interval: 'energy-table',
      unit: '×',
    });
    expect(row?.against['Cycles a step']).toMatchObject({ value: 0.8, unit: '×' });
    expect(row?.against['Test accuracy']).toMatchObject({ value: 0, unit: 'points', interval: 'standard-error' });
  });

  it('nothing is compared that other work or another table makes meaningless', () => {
    const metrics = (change: Partial<HandRun>) =>
      Object.keys(compose(PLAIN, { ...NARROW, ...change }).rows[1]?.against ?? {});
    expect(metrics({ batch: 20 })).toEqual([]);
    expect(metrics({ technology: 't' })).not.toContain('Energy a step');
    expect(metrics({ technology: 't' })).toContain('Cycles a step');
    expect(metrics({ training: { epochs: 3 } })).not.toContain('Test accuracy');
  });

  it('a ratio rests on the weaker basis of the two', () => {
    const [, row] = compose(PLAIN, { ...NARROW, headlineBasis: 'assumed' }).rows;
    expect(row?.against['Average power']?.basis).toBe('assumed');
  });
});

it('a component’s energy rests on the weakest figure that is used, and a component without energy is left out', () => {
  const range = { low: 1, value: 1, high: 1 };
  const entry = (component: 'clock' | 'sram', basis: 'gates' | 'published' | 'assumed', count: number) => ({
    ...{ action: `${component}-${basis}`, component, per: 'cycle', count, basis, source: 's' },
    ...{ eachPj: range, energyPj: range },
  });
  const entries = [entry('clock', 'gates', 1), entry('clock', 'published', 2), entry('clock', 'assumed', 0)];
  const [row] = compose({ ...NARROW, entries: [...entries, entry('sram', 'assumed', 0)] }).rows;
  expect(row?.metrics['Energy: clock']?.basis).toBe('published');
  expect(row?.metrics).not.toHaveProperty('Energy: sram');
});

describe('numbers over seeds', () => {
  const runs = [100, 300].map((value, i) => ({
    ...NARROW,
    where: String(i),
    seed: i,
    energyPj: { low: value / 2, value, high: 2 * value },
    training: { evaluation: { correct: 150 + 20 * i, total: 200, loss: i === 0 ? 0.5 : null } },
  }));

  it('are means; energies keep the range of the table, accuracies have one deviation either way', () => {
    const [row] = compose(...runs).rows;
    expect(row?.metrics['Energy a step']).toMatchObject({ value: 2e-10, low: 1e-10, high: 4e-10 });
    const accuracy = row?.metrics['Test accuracy'];
    expect(accuracy).toMatchObject({ value: 80, interval: 'deviation' });
    expect((accuracy?.high ?? 0) - 80).toBeCloseTo(Math.sqrt(50), 9);
    expect(row?.metrics['Test loss']).toBeUndefined();
    expect(row?.metrics['Cycles a step']).toMatchObject({ value: 800 });
    expect(row?.metrics['Cycles a step']).not.toHaveProperty('low');
  });
});

describe('what is zero', () => {
  it('an energy of nothing has no efficiency and no ratio; one whose low end is zero has no upper efficiency', () => {
    const zero = { ...PLAIN, energyPj: { low: 0, value: 0, high: 0 } };
    const [base, row] = compose(zero, NARROW).rows;
    expect(base?.metrics).not.toHaveProperty('Efficiency');
    expect(row?.against).not.toHaveProperty('Energy a step');
    const half = compose({ ...PLAIN, energyPj: { low: 0, value: 5, high: 10 } }).rows[0]?.metrics.Efficiency;
    expect(half).toMatchObject({ low: 10 / 10e-12, value: 10 / 5e-12 });
    expect(half).not.toHaveProperty('high');
  });

  it('a run without an op, a cast without an element, a captured tensor of zeros alone', () => {
    const casts = [{ layer: '1', role: 'dx', format: 'f', elements: 0, underflow: 0, saturated: 0, nan: 0 }] as const;
    const report = compose({ ...PLAIN, training: { casts: [...casts] } }, NARROW);
    expect(() => canonicalText(report)).not.toThrow();
  });
});

it('what is shown of one run of several says which; what is a mean says so', () => {
  const run = (seed: number) => ({
    ...NARROW,
    where: `seed ${seed}`,
    seed,
    entries: [
      {
        ...({ action: 'clock', component: 'clock', per: 'cycle', count: 1, basis: 'published', source: 's' } as const),
        ...{ eachPj: { low: 1, value: 1, high: 1 }, energyPj: { low: 1, value: 1, high: 1 } },
      },
    ],
  });
  const { charts, tables } = compose(run(4), run(5));
  const named = (id: string) => charts.find((chart) => chart.id === id);
  expect(named('training-loss')?.series.map(({ name }) => name)).toEqual(['fp8 (seed 4)']);
  expect(named('energy-by-component')?.caption).toContain('means over the seeds');
  expect(tables.map(({ title }) => title)).toContain('Ops of one training step, fp8 (seed 4)');
});
