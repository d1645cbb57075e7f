/** Each sentence of a report, with runs of which it is true and runs that make it false; numbers are counted by hand. */
import { describe, expect, it } from 'vitest';
import { composeReport } from '../../reports/compose/compose.js';
import { F143, type HandRun, handRun, NARROW, PLAIN, right } from './hand-runs.js';

const compose = (...runs: HandRun[]) => composeReport(runs.map(handRun));
const findings = (...runs: HandRun[]) => compose(...runs).findings;
const about = (word: string, ...runs: HandRun[]) => findings(...runs).filter((sentence) => sentence.includes(word));
const seeds = (of: HandRun, ...correct: number[]): HandRun[] =>
  correct.map((images, i) => ({ ...of, where: `${of.where}${i}`, seed: i + 1, training: right(images) }));

describe('how fast a step is', () => {
  it('is told of the same work: 1,000 cycles against 800', () => {
    expect(about('A step takes', PLAIN, NARROW)).toEqual([
      'A step takes 800 cycles in fp8 and 1,000 cycles in fp16: 1.25 × as fast.',
    ]);
  });

  it.each<[string, Partial<HandRun>]>([
    ['network', { network: 'another' }],
    ['batch', { batch: 20 }],
  ])('is not told of another %s', (key, change) => {
    expect(about('A step takes', PLAIN, { ...NARROW, ...change })).toEqual([]);
    const label = `fp8 · ${key === 'batch' ? 'batch 20' : 'another'}`;
    const base = `fp16 · ${key === 'batch' ? 'batch 10' : 'by-hand'}`;
    expect(about('Steps of', PLAIN, { ...NARROW, ...change })).toEqual([
      `Steps of ${label} and ${base} are not compared: they differ in ${key}.`,
    ]);
  });

  it('is told in seconds too where the clocks differ: 1 µs against 500 ns', () => {
    const faster = { ...PLAIN, where: 'faster', machine: { ...PLAIN.machine, clockHz: 2e9 } };
    expect(about('A step takes', PLAIN, faster)).toEqual([
      'A step takes 500 ns (1,000 cycles) in fp16 · clock 2 GHz and 1 µs (1,000 cycles) in fp16 · clock 1 GHz: 2.00 × as fast.',
    ]);
  });
});

describe('why it is not twice as fast', () => {
  const because = (...runs: HandRun[]) => about('twice', ...runs);

  it('60.0 % of the fp16 step are products, and 240 of 300 fp8 cycles have 8-bit operands', () => {
    expect(because(PLAIN, NARROW)).toEqual([
      "It is not twice as fast because products are only 60.0 % of the fp16 step, and only 80.0 % of the fp8 products' own cycles have 8-bit operands, and casts, launches and sync take 150 cycles a step more.",
    ]);
  });

  it('names what grew, and not the products, where it is no faster: 1,000 cycles against 1,050 and 1,000', () => {
    const casts = (own: number): HandRun => ({
      ...NARROW,
      ops: [...NARROW.ops.slice(0, 2), { kind: 'cast', formats: ['float16'], own }],
    });
    const sentence = (cycles: string) => [
      `It is no faster because casts, launches and sync take ${cycles} cycles a step more.`,
    ];
    expect(because(PLAIN, casts(300))).toEqual([]);
    expect(about('no faster', PLAIN, casts(300))).toEqual(sentence('400'));
    expect(about('no faster', PLAIN, casts(250))).toEqual(sentence('350'));
    expect(about('no faster', PLAIN, casts(249))).toEqual([]);
    const products = { ...NARROW, ops: [{ kind: 'gemm', formats: [F143, F143], own: 1001 }] as const };
    expect(about('no faster', PLAIN, products)).toEqual([
      'It is no faster because products take 401 cycles a step more.',
    ]);
    const synced = { ...NARROW, ops: [{ kind: 'gemm', formats: [F143, F143], own: 1, sync: 1000 }] as const };
    expect(about('no faster', PLAIN, synced)).toEqual(['It is no faster because sync takes 900 cycles a step more.']);
  });

  it('says one reason where there is one: every product narrow, or a step of products alone', () => {
    const [first] = NARROW.ops;
    const allNarrow = { ...NARROW, ops: first === undefined ? [] : [{ ...first, launch: 100, sync: 100 }] };
    expect(because(PLAIN, allNarrow)).toEqual([
      'It is not twice as fast because products are only 60.0 % of the fp16 step.',
    ]);
    const products = { ...PLAIN, ops: PLAIN.ops.map((op) => ({ ...op, launch: 0, exchange: 0, sync: 0 })) };
    const narrow = [240, 60].map((own, i) => ({ ...NARROW.ops[i], own: 1.25 * own, launch: 0, exchange: 0, sync: 0 }));
    expect(because(products, { ...NARROW, ops: narrow as (typeof NARROW)['ops'] })).toEqual([
      "It is not twice as fast because only 80.0 % of the fp8 products' own cycles have 8-bit operands.",
    ]);
  });

  it.each<[string, HandRun[]]>([
    ['it is', [PLAIN, { ...NARROW, ops: [{ kind: 'gemm', formats: [F143, F143], own: 500 }] }]],
    ['both are 8 bits', [NARROW, { ...NARROW, where: 'other', recipe: { ...NARROW.recipe, name: 'other' } }]],
    ['both are 16 bits', [PLAIN, { ...PLAIN, where: 'other', recipe: { ...PLAIN.recipe, name: 'other' } }]],
    ['the machine differs', [PLAIN, { ...NARROW, machine: { ...NARROW.machine, tiles: 64 } }]],
    ['the work differs', [PLAIN, { ...NARROW, batch: 20 }]],
    ['nothing is multiplied', [{ ...PLAIN, ops: [{ kind: 'cast', formats: ['float16'], own: 9 }] }, NARROW]],
  ])('says nothing where %s', (_, runs) => {
    expect(because(...runs)).toEqual([]);
  });

  it('counts bits, not letters: 1.5.10 has 16, binary8p3se has 8', () => {
    const of = (format: string) => ({
      ...NARROW,
      ops: [{ kind: 'gemm', formats: [format, format], own: 700 }] as const,
    });
    expect(because(PLAIN, of('1.5.10'))).toEqual([]);
    expect(because(PLAIN, of('binary8p3se'))).toHaveLength(1);
    expect(because(PLAIN, of('float4_e2m1fn'))).toHaveLength(1);
  });
});

describe('where the cycles go', () => {
  it('differs by part, with its sign: −300 of products, +50 each of casts, launches and sync, −50 of exchange', () => {
    expect(about('against fp16: products', PLAIN, NARROW)).toEqual([
      'Cycles of a step in fp8 against fp16: products −300, casts +50, other ops 0, launches +50, exchange −50, sync +50.',
    ]);
    const same = { ...PLAIN, where: 'other', recipe: { ...PLAIN.recipe, name: 'other' } };
    expect(about('against fp16: products', PLAIN, same)).toEqual([]);
  });

  it('is shared out: 300, 50, 0 and thrice 150 of 800', () => {
    expect(about('spends', PLAIN, NARROW)).toEqual([
      'The fp8 step spends 37.5 % on products, 6.3 % on casts, 0.0 % on other ops, 18.8 % on launches, 18.8 % on exchange, 18.8 % on sync of its cycles.',
    ]);
  });
});

describe('what more work a tile does', () => {
  const points = (...cycles: number[]) => cycles.map((at, i) => [8 * 4 ** i, at] as const);
  const trend = (plain: number[], narrow: number[]) =>
    about('work a tile', { ...PLAIN, scaling: points(...plain) }, { ...NARROW, scaling: points(...narrow) })[0];

  it.each<[string, number[], number[], string]>([
    ['grows', [4000, 2000, 1000], [2000, 1250, 1000], '2.00 × as fast on 8 tiles and 1.00 × on 128'],
    ['falls', [4000, 2000, 1000], [4000, 1600, 500], '1.00 × as fast on 8 tiles and 2.00 × on 128'],
    ['rises and falls', [4000, 2000, 1000], [4000, 1000, 1000], '1.00 × as fast on 8 tiles and 1.00 × on 128'],
    ['stays the same', [4000, 2000], [2000, 1000], '2.00 × as fast on 8 tiles and 2.00 × on 32'],
  ])('%s', (how, plain, narrow, values) => {
    expect(trend(plain, narrow)).toBe(`With more work a tile the speed against fp16 ${how}: fp8 is ${values}.`);
  });

  it('is not told of one number of tiles, of other work, of another machine, of a step without cycles', () => {
    expect(trend([4000], [2000])).toBeUndefined();
    expect(trend([4000, 2000], [0, 1000])).toBeUndefined();
    const scaled = { ...PLAIN, scaling: points(4000, 2000) };
    for (const change of [{ batch: 20 }, { machine: { ...PLAIN.machine, tiles: 64 } }]) {
      expect(about('work a tile', scaled, { ...NARROW, ...change, scaling: points(2000, 1000) })).toEqual([]);
    }
  });
});

describe('what a step costs', () => {
  it('has a range of its own: 600 / 1,000, 1,000 / 2,000, 3,000 / 4,000 pJ', () => {
    expect(about('costs', PLAIN, NARROW)).toEqual([
      'A step costs 0.50 × the energy in fp8 (0.50–0.75 × with all figures low to all high), at 1.25 mW (0.750–3.75 mW) against 2 mW (1–4 mW) in fp16. Energy is published for 100 % of it.',
    ]);
  });

  it('says that energy per action follows the supply, only where clocks differ', () => {
    const faster = { ...PLAIN, where: 'faster', machine: { ...PLAIN.machine, clockHz: 2e9 } };
    expect(about('costs', PLAIN, faster)[0]).toMatch(
      /\. Their clocks differ, and energy per action follows the supply that each machine states, not the clock\. Energy is/,
    );
    expect(about('costs', PLAIN, NARROW)[0]).not.toContain('clock');
  });

  it('says on what most of it rests, and how much is assumed where that is more than a tenth', () => {
    const assumed = { ...NARROW, headlineBasis: 'assumed', assumedShare: 0.617 } as const;
    expect(about('costs', PLAIN, assumed)[0]).toMatch(/ Energy is assumed for 62 % of it\.$/);
    const mostly = { ...NARROW, headlineBasis: 'measured', assumedShare: 0.31 } as const;
    expect(about('costs', PLAIN, mostly)[0]).toMatch(/ Energy is measured for 69 % of it, assumed for 31 %\.$/);
    const hardly = { ...NARROW, headlineBasis: 'measured', assumedShare: 0.1 } as const;
    expect(about('costs', PLAIN, hardly)[0]).toMatch(/ Energy is measured for 90 % of it\.$/);
  });

  it('is not compared across energy tables, other work, or with nothing', () => {
    expect(about('costs', PLAIN, { ...NARROW, technology: 'other-table' })).toEqual([]);
    expect(about('Energies of', PLAIN, { ...NARROW, technology: 'other-table' })).toEqual([
      'Energies of fp8 · other-table and fp16 · by-hand-7nm are not compared: they differ in technology.',
    ]);
    expect(about('costs', PLAIN, { ...NARROW, batch: 20 })).toEqual([]);
    expect(about('costs', { ...PLAIN, energyPj: { low: 0, value: 0, high: 0 } }, NARROW)).toEqual([]);
  });
});

describe('accuracy of one seed', () => {
  const reaches = (...runs: HandRun[]) => about('reaches', ...runs);

  it('says "one seed" in the same breath, and whether the difference is below its error: √(90·10/200 + 85·15/200) = 3.30', () => {
    expect(reaches({ ...PLAIN, training: right(180) }, { ...NARROW, training: right(170) })).toEqual([
      'fp8 reaches 85.00 % (one seed) on digits (200 test images) and fp16 90.00 % (one seed): a difference of −5.00 points, against its standard error of 3.30 points.',
    ]);
    expect(reaches({ ...PLAIN, training: right(180) }, { ...NARROW, training: right(176) })[0]).toContain(
      'a difference of −2.00 points, below its standard error of',
    );
  });

  it('is not compared with a baseline that ended near chance: 36 of 200 in ten classes, below 10 + 9 %', () => {
    const learnt = { ...NARROW, training: right(170) };
    expect(reaches({ ...PLAIN, training: right(36) }, learnt)).toEqual([
      'fp8 reaches 85.00 % (one seed) on digits (200 test images) and fp16 18.00 % (one seed), near chance: fp16 is no baseline, and nothing can be concluded about the accuracy of either.',
    ]);
    expect(reaches({ ...PLAIN, training: right(40) }, learnt)[0]).toContain('a difference of +65.00 points');
  });

  it.each<[string, Partial<HandRun>, string]>([
    ['other data', { training: { dataset: { name: 'mnist', classes: 10, train: 80, test: 200 } } }, 'data'],
    [
      'fewer images',
      { training: { dataset: { name: 'digits', classes: 10, train: 60, test: 200 } } },
      'images to train on',
    ],
    ['more epochs', { training: { epochs: 3 } }, 'epochs'],
    ['clipped gradients', { training: { clipNorm: 1 } }, 'clip norm'],
    ['batches in parts', { training: { microBatches: 2 } }, 'micro-batches'],
    [
      'another learning rate',
      { training: { optimiser: { kind: 'sgd-momentum', learningRate: 0.2, momentum: 0.5, weightDecay: 0 } } },
      'learning rate',
    ],
  ])('of %s is not compared, and each has its own data', (_, change, key) => {
    const [sentence = ''] = reaches(PLAIN, { ...NARROW, ...change });
    expect(sentence).toContain(`: not compared, as they differ in ${key}.`);
    expect(sentence).not.toContain('difference');
    expect(sentence).toContain('on digits (200 test images): not compared');
    expect(sentence).toContain(key === 'data' ? 'on mnist (200 test images)' : 'on digits (200 test images)');
  });

  it('of one training on two machines is told once, and has no difference', () => {
    const [one, other] = [
      { ...NARROW, trace: 't' },
      { ...NARROW, trace: 't', where: 'other', machine: { ...NARROW.machine, tiles: 64 } },
    ];
    expect(reaches(one, other)).toEqual([
      'fp8 · tiles 64 and fp8 · tiles 1,472 are of the same training, which reaches 90.00 % (one seed) on digits (200 test images).',
    ]);
    expect(compose(one, other).rows[1]?.against).not.toHaveProperty('Test accuracy');
  });

  it('is told alone beside a run that was not trained, and not at all where none was', () => {
    const untrained = { ...PLAIN, training: undefined };
    expect(reaches(untrained, NARROW)).toEqual([
      'fp8 · digits reaches 90.00 % (one seed) on digits (200 test images).',
    ]);
    expect(reaches(untrained, { ...NARROW, training: undefined })).toEqual([]);
  });
});

describe('accuracy of several seeds', () => {
  const [plain, narrow] = [seeds(PLAIN, 180, 182, 184), seeds(NARROW, 176, 180, 178)];

  it('is mean, deviation and number; the difference is in pairs: −2, −1, −3 points, ± 4.303 · 1 / √3', () => {
    const [sentence] = about('reaches', ...plain, ...narrow);
    expect(sentence).toBe(
      'fp8 reaches 89.00 ± 1.00 % (3 seeds) on digits (200 test images) and fp16 91.00 ± 1.00 % (3 seeds): ' +
        'a paired difference of −2.00 points over 3 seeds (95 % interval −4.48 to +0.48, which holds zero). ' +
        'It is not shown to be lower than fp16 at 5 % (one-sided Mann–Whitney, p = 0.10).',
    );
  });

  it('says that it is lower where all ranks are: 3 of 3 below, 1 of 20 ways', () => {
    const low = seeds(NARROW, 160, 162, 163);
    expect(about('reaches', ...plain, ...low)[0]).toMatch(
      /It is lower than fp16 at 5 % \(one-sided Mann–Whitney, p = 0\.050\)\.$/,
    );
    const lower = seeds(NARROW, 160, 162, 163, 164);
    expect(about('reaches', ...seeds(PLAIN, 180, 182, 184, 185), ...lower)[0]).toMatch(
      /It is lower than fp16 at 5 % \(one-sided Mann–Whitney, p = 0\.014\)\.$/,
    );
  });

  it('says of how many seeds the baseline ended near chance', () => {
    const [sentence] = about('reaches', ...seeds(PLAIN, 180, 20, 184), ...narrow);
    expect(sentence).toContain(', near chance in 1 of 3 seeds: fp16 is no baseline, and nothing can be concluded');
  });

  it('of two is too few to rank', () => {
    const [sentence] = about('reaches', ...seeds(PLAIN, 180, 182), ...seeds(NARROW, 100, 102));
    expect(sentence).toContain(
      'not shown to be lower than fp16 at 5 % (one-sided Mann–Whitney, p = 0.17; so few seeds cannot show it).',
    );
  });

  it('are one row, whatever the order, and another row where anything but the seed differs', () => {
    const { rows } = compose(narrow[2] as HandRun, plain[0] as HandRun, narrow[0] as HandRun);
    expect(rows.map(({ label, runs }) => [label, runs.map(({ seed }) => seed)])).toEqual([
      ['fp8', [1, 3]],
      ['fp16', [1]],
    ]);
    const [first, second] = seeds(NARROW, 176, 180) as [HandRun, HandRun];
    const longer = { ...second, training: { ...second.training, epochs: 3 } };
    expect(compose(first, longer).rows.map(({ label }) => label)).toEqual(['fp8 · epochs 2', 'fp8 · epochs 3']);
  });
});

describe('before quoting', () => {
  const caveats = (...runs: HandRun[]) => compose(...runs).caveats.join('\n');
  const entry = { action: 'clock', component: 'clock', per: 'cycle', source: 's' } as const;
  const range = { low: 1, value: 1, high: 1 };
  const spent = (basis: 'assumed' | 'published', count = 1) => ({
    ...PLAIN,
    entries: [{ ...entry, basis, count, eachPj: range, energyPj: range }],
  });

  it('names the assumed figures that are used, where there are any', () => {
    expect(caveats(spent('assumed'))).toContain('Assumed energy figures, 0 % of the energy: clock.');
    expect(caveats(spent('published'))).not.toMatch(/[Aa]ssumed/);
    expect(caveats(spent('assumed', 0))).not.toMatch(/[Aa]ssumed/);
  });

  it('says "one seed" of one, "2 seeds" of two, nothing of five or of none', () => {
    expect(caveats(PLAIN, NARROW)).toContain('One seed; the accuracy of another');
    expect(caveats(...seeds(PLAIN, 1, 2), NARROW)).toContain('One seed (fp8); the accuracy of another');
    expect(caveats(...seeds(PLAIN, 1, 2), ...seeds(NARROW, 1, 2))).toContain('2 seeds: too few');
    expect(caveats(...seeds(PLAIN, 1, 2, 3, 4, 5))).not.toContain('seed');
    expect(caveats({ ...PLAIN, training: undefined })).not.toContain('seed');
  });

  it('speaks of sums that are split over tiles only where some are', () => {
    expect(caveats(PLAIN)).not.toContain('splits K');
  });
});

it('the methods say how the learning rate falls', () => {
  const [training] = compose(PLAIN).methods;
  expect(training?.paragraphs.join()).toContain(
    'SGD with learning rate 0.1 (÷ 10 at 0.5 and at 0.75 of the steps), momentum 0.5',
  );
});
