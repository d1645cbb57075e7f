/** `octile validate cycles`: hand-made cases whose cycles are known, bad files, the figure. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { octile, outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();

function caseFile(name: string, content: unknown): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function kernel(name: string, measuredCycles: number, program: object, more: object = {}): object {
  return { name, level: 'kernel', measuredCycles, program, ...more };
}

/** 100 B are 13 words, 3 for the first worker: 282 + 18 = 300 cycles. 96 words: 234 + 54 × 16 = 1,098. */
const CASES = [
  kernel('copy', 320, { kernel: 'copy', bytes: 100 }, { source: 'ignored', shapes: [1] }),
  kernel('patch', 1098, { kernel: 'patch', words: 96, colour: 'ignored' }),
  kernel('old copy', 600, { kernel: 'copy', bytes: 100 }, { current: false }),
  kernel('sort', 100, { kernel: 'sort', elements: 5 }),
  { name: 'phase', level: 'exchange', measuredCycles: 1254, program: { exchange: 'phase', scheduledCycles: 1000 } },
  { name: 'rnn', level: 'workload', measuredCycles: 1e6, program: { network: 'rnn' } },
  {
    ...{ name: 'product', level: 'workload', measuredCycles: 1e6, current: false },
    program: { network: 'gemm', m: 64, k: 128, n: 32, gemmFormat: 'float16', tiles: 4 },
  },
];

function json(words: readonly string[]) {
  return JSON.parse(outputOf(['validate', 'cycles', '--json', ...words]));
}

describe('gains', () => {
  const mlp = (name: string, measuredCycles: number, formats: object, more: object = {}) => ({
    ...{ name, level: 'workload', measuredCycles, ...more },
    program: { network: 'mlp', tokens: 64, width: 128, hidden: 256, tiles: 16, ...formats },
  });
  const wide = { gemmFormat: 'float16', inputFormat: 'float16' };
  const narrow = { gemmFormat: 'float8_e4m3fnuz', inputFormat: 'float16' };
  const { cases, gains } = json([
    '--cases',
    caseFile('pairs', {
      cases: [
        mlp('wide', 3000, wide),
        mlp('narrow', 2000, narrow),
        mlp('old narrow', 2500, narrow, { current: false }),
        mlp('other shape', 2000, { ...narrow, width: 64 }),
        mlp('32 bits', 9000, { ...wide, gemmFormat: 'float32' }),
      ],
    }),
  ]);

  it('are of pairs that differ in formats alone, all 16 bits against some of 8: 3,000 ÷ 2,000', () => {
    const [base, own] = cases.map(({ simulatedCycles }: { simulatedCycles: number }) => simulatedCycles);
    const [points, earlier] = [1.5, 1.2].map((measured) => 100 * (base / own - measured));
    const pair = { base: 'wide', level: 'workload', simulated: base / own };
    expect(gains).toEqual([
      { ...pair, name: 'narrow', current: true, measured: 1.5, points },
      { ...pair, name: 'old narrow', current: false, measured: 1.2, points: earlier },
    ]);
  });
});

describe('throughput', () => {
  it('has every published speed beside the simulated one, at the fastest of the batches that fit', () => {
    const { rates } = JSON.parse(outputOf(['validate', 'throughput', '--json']));
    expect(rates.map(({ published }: { published: number }) => Math.round(published))).toEqual([
      13_499, 2867, 7305, 527,
    ]);
    for (const { published, simulated, error } of rates) expect(error).toBeCloseTo(simulated / published - 1, 12);
    const [{ batch, simulated }] = rates;
    const words = ['compare', '--network=resnet50', `--batch=${batch}`, '--inference', '--recipes=fp16', '--json'];
    const [{ recipes }] = JSON.parse(outputOf(words));
    expect(recipes[0].samplesPerSecond).toBeCloseTo(simulated, 6);
  });

  it('takes no cases, and cycles take some', () => {
    expect(refusalOf(['validate', 'throughput', '--cases', 'x'])).toContain('--cases: expected cycles beside it');
    expect(refusalOf(['validate', 'cycles'])).toContain('--cases: expected a JSON file of measured cases');
  });
});

describe('energy', () => {
  it('has the rows of the record, by a table of one’s own too', () => {
    const { technology, rows } = JSON.parse(outputOf(['validate', 'energy', '--json']));
    expect([technology, rows.length, rows[0].measured]).toEqual(['gates-asap7', 8, 41.6]);
    const text = outputOf(['validate', 'energy']);
    for (const { name, source } of rows) {
      expect(text).toContain(name);
      expect(text).toContain(source);
    }
    expect(text).toContain('3 figures set on 3 rows');
  });

  it('takes no cases and no machine; the others take no table', () => {
    for (const option of ['--cases', '--machine']) {
      expect(refusalOf(['validate', 'energy', option, 'x'])).toContain(`${option}: expected cycles beside it`);
    }
    expect(refusalOf(['validate', 'throughput', '--technology', 'published-7nm'])).toContain(
      '--technology: expected energy beside it',
    );
  });
});

describe('the table', () => {
  const cases = caseFile('cases', { device: 'ignored', cases: CASES });

  it('has every case, with the error as a fraction, and the mean of each level over the current ones', () => {
    const { cases: shown, levels } = json(['--cases', cases]);
    expect(shown.slice(0, 3)).toEqual([
      { name: 'copy', level: 'kernel', measuredCycles: 320, simulatedCycles: 300, error: -0.0625, current: true },
      { name: 'patch', level: 'kernel', measuredCycles: 1098, simulatedCycles: 1098, error: 0, current: true },
      { name: 'old copy', level: 'kernel', measuredCycles: 600, simulatedCycles: 300, error: -0.5, current: false },
    ]);
    expect(shown[4].simulatedCycles).toBe(1254);
    expect(levels).toEqual([
      { level: 'kernel', n: 2, meanAbsoluteError: 0.03125, constants: 0 },
      { level: 'exchange', n: 1, meanAbsoluteError: 0, constants: 0 },
      { level: 'workload', n: 0, meanAbsoluteError: null, constants: 0 },
    ]);
  });

  it('names what is not modelled, with the reason', () => {
    const { cases: shown } = json(['--cases', cases]);
    expect(shown[3]).toMatchObject({ simulatedCycles: null, error: null, reason: 'no program for the kernel "sort"' });
    expect(shown[5]).toMatchObject({
      simulatedCycles: null,
      reason: expect.stringContaining('no program for a network'),
    });
  });

  it('simulates a single product as `gemm` does, and says that the plan is another', () => {
    const [product] = json(['--cases', cases]).cases.slice(-1);
    const words = ['gemm', '--format=float16', '--m=64', '--k=128', '--n=32', '--tiles=4', '--json'];
    const { cycles } = JSON.parse(outputOf(words));
    expect(product).toMatchObject({ simulatedCycles: cycles, current: false });
    expect(product.reason).toBe('in Octile’s plan; the measured program had another');
  });

  it('in text: errors in per cent, earlier kernels and what is not simulated apart', () => {
    const text = outputOf(['validate', 'cycles', '--cases', cases]);
    expect(text).toMatch(/^copy +kernel +320 +300 +-6\.25$/m);
    expect(text).toMatch(/^kernel +2 +3\.13 +0$/m);
    expect(text).toMatch(/not in the means:\n.*\n.*\nold copy +kernel +600 +300 +-50\.00$/m);
    expect(text).toMatch(/not simulated:\n.*\n.*\nsort +kernel +100 +no program/m);
  });

  it('on a changed machine: 3 workers have 5 words, a slot every 6 cycles, 222 + 6 × (10 + 5)', () => {
    const { cases: shown } = json(['--cases', cases, '--set', 'tile.workers=3']);
    expect(shown[0].simulatedCycles).toBe(312);
  });

  it('on another machine: what it does not multiply, or has not the tiles for, is not simulated; it is named', () => {
    const products = caseFile('products', {
      cases: [
        kernel('fp8', 1000, { kernel: 'gemm', m: 8, k: 32, n: 16, format: 'f143' }),
        {
          name: 'device',
          level: 'device-gemm',
          measuredCycles: 1000,
          program: { gemm: 'device', m: 64, k: 64, n: 64, format: 'float16', tiles: 16 },
        },
      ],
    });
    const on = (...words: string[]) => json(['--cases', products, ...words]);
    expect(on()).toMatchObject({ machine: 'ipu21', tiles: 1472, cases: [{ simulatedCycles: expect.any(Number) }, {}] });
    expect(on('--machine', 'gc200')).toMatchObject({
      machine: 'gc200',
      cases: [{ simulatedCycles: null, reason: 'gc200 multiplies fp16 and fp32, not fp8' }, { name: 'device' }],
    });
    expect(on('--tiles', '8').cases[1]).toMatchObject({
      simulatedCycles: null,
      reason: 'on 16 tiles, of which the machine has 8',
    });
    expect(on('--set', 'tile.workers=3').machine).toBe('ipu21 with tile.workers=3');
    expect(outputOf(['validate', 'cycles', '--cases', products, '--machine', 'bow'])).toMatch(
      /^Simulated on bow, 1,472 tiles\.$/m,
    );
  });

  it('with --out: the record and a figure', () => {
    const out = join(folder, 'figure');
    outputOf(['validate', 'cycles', '--cases', cases, '--out', out]);
    expect(readdirSync(out).sort()).toEqual([
      'measured-against-simulated.csv',
      'measured-against-simulated.png',
      'measured-against-simulated.svg',
      'octile.sha256',
      'validation.json',
    ]);
    expect(octile(['validate', 'cycles', '--cases', cases, '--out', out]).status).toBe(2);
  });
});

describe('--leave-one-out', () => {
  it('carries what the other cases of a constant say over to the case', () => {
    // exchange.phaseCycles is calibrated on four phases; with three of them 100 cycles longer than built
    // and the fourth 300 the fourth is simulated with 254 + 100. The first: errors are relative, so of its
    // others 100 weighs twice 1/10,354² and 300 once 1/10,554², which is 164.98.
    const phase = (name: string, extra: number) => ({
      name,
      level: 'exchange',
      measuredCycles: 10_254 + extra,
      program: { exchange: 'phase', scheduledCycles: 10_000 },
    });
    const file = caseFile('phases', {
      cases: [
        phase('exch_vit_b2_phase3', 100),
        phase('exch_vit_b2_phase13', 100),
        phase('exch_vit_b2_phase23', 100),
        phase('exch_attn_phase6', 300),
      ],
    });
    const { cases } = json(['--cases', file, '--leave-one-out']);
    expect(cases[3].simulatedCycles).toBe(10_354);
    expect(cases[3].reason).toContain('exchange.phaseCycles calibrated on exch_vit_b2_phase3');
    expect(cases[0].simulatedCycles).toBe(10_419);
  });

  it('counts the constants that met the cases, and the cases that are independent of them', () => {
    // Of reduce_8x2 the call is known from reduce_1472x2, of softmax nothing is left; the copy met no constant.
    const file = caseFile('met', {
      cases: [
        kernel('reduce_8x2', 400, { kernel: 'reduce', elements: 8, partials: 2, format: 'float16' }),
        kernel('reduce_1472x2', 2700, { kernel: 'reduce', elements: 1472, partials: 2, format: 'float16' }),
        kernel('softmax_whole_1x768', 12_258, { kernel: 'softmax', rows: 1, keys: 768 }),
        kernel('another copy', 300, { kernel: 'copy', bytes: 100 }),
      ],
    });
    const { cases, levels } = json(['--cases', file, '--leave-one-out']);
    expect(cases.map(({ check }: { check: string }) => check)).toEqual([
      'recalibrated',
      'recalibrated',
      'dependent',
      'unfitted',
    ]);
    // setupCycles of reduce; setupCycles and rowSlots of softmax.
    expect(levels[0]).toMatchObject({ n: 4, constants: 3, independent: { n: 3 } });
    expect(outputOf(['validate', 'cycles', '--cases', file, '--leave-one-out'])).toMatch(/^kernel +4 .* 3 +3 +\S+$/m);
  });

  it('an efficiency is not calibrated again: the schedules that it is the mean of are no check', () => {
    const program = { exchange: 'schedule', maxReceiveWordsPerTile: 6700 };
    const file = caseFile('schedules', {
      cases: [{ name: 'sched_mlp_up_weights', level: 'exchange-schedule', measuredCycles: 8885, program }],
    });
    const { cases } = json(['--cases', file, '--leave-one-out']);
    // 6,700 words, of which 0.8 × 0.79 clash and 0.49 of those are lost (2,075), and 110 cycles of latency.
    expect(cases[0]).toMatchObject({ simulatedCycles: 8885, check: 'dependent' });
    expect(cases[0].reason).toContain('exchange.clashPerOccupied: calibrated on this case among others');
  });

  it('says where a constant has no other case', () => {
    const file = caseFile('alone', { cases: [kernel('add_1152', 1400, { kernel: 'add', elements: 1152 })] });
    const [alone] = json(['--cases', file, '--leave-one-out']).cases;
    expect(alone.simulatedCycles).toBe(1368);
    expect(alone.reason).toContain('programs.elementWise.setupCycles: calibrated on this case only');
  });

  it('changes nothing for a case that no constant was fitted to', () => {
    const file = caseFile('unseen', { cases: [kernel('mine', 300, { kernel: 'copy', bytes: 100 })] });
    expect(json(['--cases', file, '--leave-one-out']).cases[0]).not.toHaveProperty('reason');
  });
});

describe('refused', () => {
  const refuse = (name: string, content: unknown) =>
    refusalOf(['validate', 'cycles', '--cases', caseFile(name, content)]);

  it('a file that is absent, no JSON, or of another form', () => {
    expect(refusalOf(['validate', 'cycles', '--cases', 'nowhere.json'])).toContain('nowhere.json');
    expect(refuse('broken', '{')).toContain('broken.json column 2: expected JSON');
    expect(refuse('array', [])).toContain('array.json');
    expect(refuse('empty', { cases: [] })).toContain('cases');
    expect(refuse('unmeasured', { cases: [kernel('x', -1, {})] })).toContain('cases.0.measuredCycles');
    expect(refuse('level', { cases: [{ ...CASES[0], level: 'city' }] })).toContain('cases.0.level');
  });

  it('a case whose sizes, formats or choices are none, by name', () => {
    const bad = (program: object) => refuse('bad', { cases: [kernel('x', 1, program)] });
    expect(bad({ kernel: 'copy' })).toContain('cases[0] (x) program.bytes: expected an integer from 1');
    expect(bad({ kernel: 'add', elements: 1.5 })).toContain('program.elements');
    expect(bad({ kernel: 'gemm', m: 1, k: 1, n: 1, format: 'float9' })).toContain('program.format');
    expect(bad({ kernel: 'gemm', m: 1, k: 1, n: 1, format: 'f143', output: 'rare' })).toContain('program.output');
    expect(bad({ kernel: 'softmax', keys: 20, padded: 16 })).toContain('softmax paddedKeys: expected at least keys');
  });

  it('anything else than cycles', () => {
    const file = caseFile('good', { cases: CASES });
    expect(refusalOf(['validate', 'watts', '--cases', file])).toContain('WHAT: expected one of cycles');
  });
});
