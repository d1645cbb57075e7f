/** Records that contradict themselves, each field right on its own: refused by name, and never written. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { tiledMachine } from '../../models/machines/machines.js';
import { technology } from '../../models/technologies/technologies.js';
import { parseEnergy, parseTraining, parseWholeRun, writeRecord } from '../../records/checked.js';
import { canonicalText, sha256 } from '../../records/json.js';
import { checkTrainingOf } from '../../records/trace/check-training.js';
import { parseTrace, readTrace, writeTrace } from '../../records/trace/trace-folder.js';
import { loadRun } from '../../stages/folders.js';
import { priceStage } from '../../stages/price.js';
import { composeStage } from '../../stages/report.js';
import { simulateStage } from '../../stages/simulate.js';
import { trainStage } from '../../stages/train.js';
import { smallestTraining } from '../../verify/fuzz/smallest-training.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-wholes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...parts: string[]) => join(folder, ...parts);
const machine = { ...tiledMachine('ipu21', 'test'), tiles: 16 };

type Fields = Record<string, unknown>;

beforeAll(() => {
  for (const name of ['trace', 'run', 'priced']) mkdirSync(at(name));
  trainStage(smallestTraining('cnn'), at('trace'));
  const how = { machine, engine: 'counted', activity: 'none', scaling: [8, 16], source: 'referred' } as const;
  simulateStage(at('trace'), how, at('run'));
  priceStage(at('run'), technology('published-7nm', 'test'), at('priced'), 'self-contained');
}, 120_000);

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(folder, '').replaceAll(/\/\w+\//g, '');
    throw error;
  }
  return 'nothing';
}

function jsonOf(...path: string[]): Fields {
  return JSON.parse(readFileSync(at(...path), 'utf8'));
}

function linesOf(name: string): Fields[] {
  const lines = readFileSync(at('trace', name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** The sentence that a trace is refused with, after a change of one of its files, digests made again. */
function changedTrace(name: 'ops.jsonl' | 'tensors.jsonl', change: (lines: Fields[]) => Fields[]): string {
  const copy = at('changed');
  rmSync(copy, { recursive: true, force: true });
  cpSync(at('trace'), copy, { recursive: true });
  const text = change(linesOf(name))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
  writeFileSync(join(copy, name), text);
  const trace = jsonOf('changed', 'trace.json') as { files: { path: string }[] };
  const entry = { path: name, bytes: Buffer.byteLength(text), sha256: sha256(text) };
  const files = trace.files.map((file) => (file.path === name ? entry : file));
  writeFileSync(join(copy, 'trace.json'), JSON.stringify({ ...trace, files }));
  return refusal(() => readTrace(copy));
}

/** The sentence that a trace is refused with, after a change of trace.json alone. */
function changedDescription(path: string, change: (value: unknown) => unknown): string {
  const copy = at('described');
  rmSync(copy, { recursive: true, force: true });
  cpSync(at('trace'), copy, { recursive: true });
  const trace = jsonOf('described', 'trace.json');
  const value = path.split('.').reduce((found: unknown, key) => (found as Fields)[key], trace);
  writeFileSync(join(copy, 'trace.json'), JSON.stringify(replaced(trace, path, change(value))));
  return refusal(() => readTrace(copy));
}

/** Changes the first line that has all of `of`. */
function first(of: Fields, change: (line: Fields) => Fields) {
  return (lines: Fields[]) => {
    const place = lines.findIndex((line) => Object.entries(of).every(([key, value]) => line[key] === value));
    expect(place).toBeGreaterThanOrEqual(0);
    return lines.map((line, i) => (i === place ? { ...line, ...change(line) } : line));
  };
}

const inputsOf = ({ inputs }: Fields) => inputs as string[];

describe('a trace', () => {
  it('is read as it was written', () => {
    expect(changedTrace('ops.jsonl', (lines) => lines)).toBe('nothing');
  });

  it.each([
    ['no ops', () => [], 'ops.jsonl: expected at least one op, got none'],
    [
      'two ops of one id',
      (lines: Fields[]) => lines.map((line, i) => (i === 1 ? { ...line, id: lines[0]?.id } : line)),
      'ops.jsonl line 2 id: expected an op id that is new',
    ],
    [
      'ops in reversed order',
      (lines: Fields[]) => lines.toReversed(),
      'expected tensors that are made before they are read',
    ],
    [
      'an op twice',
      (lines: Fields[]) => [...lines, { ...lines[0], id: 'new' }],
      'output: expected a tensor that no other op makes',
    ],
    [
      'an output that is its own input',
      first({ kind: 'cast' }, (op) => ({ output: inputsOf(op)[0] })),
      'its own output',
    ],
    [
      'an input that is not there',
      first({ kind: 'cast' }, () => ({ inputs: ['x'] })),
      'tensors that tensors.jsonl has, got "x"',
    ],
    [
      'an input too few',
      first({ kind: 'gemm' }, (op) => ({ inputs: inputsOf(op).slice(1) })),
      'inputs: expected 2 for gemm, got 1',
    ],
    [
      'a step that there is not',
      first({ kind: 'gemm' }, () => ({ step: 7 })),
      'step: expected a step that trace.json lists, got 7',
    ],
    [
      'a repeat that its output has not',
      first({ kind: 'gemm' }, () => ({ repeat: 2 ** 53 - 1 })),
      'repeat: expected 1, as its output’s, got 9007',
    ],
    [
      'k of a product',
      first({ kind: 'gemm' }, (op) => ({ dims: { ...(op.dims as object), k: 1 } })),
      'dims: expected the',
    ],
    [
      'm and n exchanged',
      first({ kind: 'gemm' }, ({ dims }) => ({
        dims: { ...(dims as object), m: (dims as Fields).n, n: (dims as Fields).m },
      })),
      'dims: expected the',
    ],
    [
      'rows of a cast',
      first({ kind: 'cast' }, ({ dims }) => ({ dims: { ...(dims as object), rows: 1 } })),
      'dims: expected the',
    ],
    [
      'no dims',
      first({ kind: 'cast' }, () => ({ dims: {} })),
      'dims.rows: expected a whole number from 1 to 2^53 − 1, got nothing',
    ],
    [
      'rows of a column sum',
      first({ kind: 'column-sum' }, ({ dims }) => ({
        dims: { ...(dims as object), columns: (dims as Fields).rows, rows: (dims as Fields).columns },
      })),
      'dims: expected the 10 elements of "1/9-linear/db", got those of 4',
    ],
    [
      'weights of another kernel',
      first({ kind: 'convolution' }, ({ dims }) => ({ dims: { ...(dims as object), kernel: 5 } })),
      'dims: expected the 144 elements of "1/1-conv/w.stored", got those of 400',
    ],
    [
      'groups that no channels are in',
      first({ kind: 'convolution' }, ({ dims }) => ({ dims: { ...(dims as object), groups: 5 } })),
      'dims: expected channels that 5 groups divide, got 1 and 16',
    ],
    [
      'squares that do not fill an image',
      first({ kind: 'pool' }, ({ dims }) => ({ dims: { ...(dims as object), kernel: 3 } })),
      'dims: expected the 12544 elements of',
    ],
    [
      'a layer that there is not',
      first({ kind: 'gemm' }, () => ({ layer: 'x' })),
      'layer: expected a layer that trace.json lists, got "x"',
    ],
    [
      'a phase of another op',
      first({ kind: 'gemm' }, () => ({ phase: 'wgrad' })),
      'phase: expected forward, as its output of role activation has it, got wgrad',
    ],
    [
      'a unit that there is not',
      first({ kind: 'convolution' }, () => ({ unit: 'nope' })),
      'unit: expected a unit of float16 and float16 that trace.json lists, got "nope"',
    ],
    [
      'a bias as long as the whole',
      first({ kind: 'element-wise' }, () => ({ attributes: { function: 'add' } })),
      'dims: expected the 16 elements of "1/1-conv/b", got those of 50176',
    ],
  ])('%s', (_, change, sentence) => {
    expect(changedTrace('ops.jsonl', change)).toContain(sentence);
  });

  const statistics = (change: Fields) =>
    first({ id: '1/4-conv/x.cast' }, (line) => ({ statistics: { ...(line.statistics as object), ...change } }));

  it.each([
    [
      'a shape beyond float64',
      first({ role: 'weight' }, () => ({ shape: Array(8).fill(2 ** 53 - 1) })),
      'shape: expected at most 1099511627776 elements, got more',
    ],
    [
      'a format that there is not',
      first({ role: 'weight' }, () => ({ format: 'x\u001b[31m' })),
      'format: expected a text on one line',
    ],
    [
      'more zeros than codes of the first exponent',
      statistics({ zeros: 10 ** 6 }),
      'statistics.zeros: expected at most the',
    ],
    [
      'a histogram of other elements',
      statistics({ exponentHistogram: Array(16).fill(1) }),
      'statistics.exponentHistogram: expected counts of all 12544 elements, got 16',
    ],
    [
      'a histogram of another format',
      statistics({ exponentHistogram: [12544] }),
      'statistics.exponentHistogram: expected 16 counts, one for each exponent field, got 1',
    ],
    [
      'more saturated than there are',
      statistics({ saturated: 12545 }),
      'statistics.saturated: expected at most all 12544 elements, got 12545',
    ],
    ['a line twice', (lines: Fields[]) => [...lines, lines[0] as Fields], 'expected a tensor id that is new'],
    [
      'two tensors in one place',
      (lines: Fields[]) => lines.map((line, i) => (i === 1 ? { ...line, key: lines[0]?.key } : line)),
      'tensors.jsonl line 2 key: expected a place that no other tensor has',
    ],
    // F143 ends at 240 (1.875 × 2⁷), here at a scale of 2⁻²; NaN has no part in amax.
    ['more than the format holds', statistics({ amax: 60.1 }), 'statistics.amax: expected at most 60, the largest of'],
    [
      'a layer that there is not',
      first({ role: 'weight' }, () => ({ layer: 'x' })),
      'layer: expected a layer that trace.json lists, got "x"',
    ],
    [
      'a step that there is not',
      first({ role: 'weight' }, () => ({ step: 7 })),
      'step: expected a step that trace.json lists, got 7',
    ],
  ])('%s', (_, change, sentence) => {
    expect(changedTrace('tensors.jsonl', change)).toContain(sentence);
  });

  const twice = (list: unknown) => [...(list as unknown[]), (list as unknown[])[0]];

  it.each([
    ['network.batch', () => 2, 'shape: expected the batch of 2 first, as trace.json has it, got 4'],
    ['network.parameters', () => 1, 'ops.jsonl: expected updates of 1 parameters in step 1, as trace.json has them'],
    ['steps', () => [], 'trace.json steps: expected at least one step, got none'],
    ['steps', twice, 'trace.json steps.1.step: expected a step after 1, got 1'],
    ['steps', (steps: unknown) => [...(steps as []), { step: 2, lossScaleExponent: 0 }], 'expected ops of step 2'],
    ['layers', () => [], 'layer: expected a layer that trace.json lists, got "1-conv"'],
    ['layers', twice, 'trace.json layers.9: expected another entry than those before it, got "1-conv"'],
    ['files', twice, 'trace.json files.5: expected another entry than those before it, got "errors.json"'],
    ['units', () => [], 'unit: expected a unit of float16 and float16 that trace.json lists, got "ipu21-amp"'],
    ['units', twice, 'trace.json units.4: expected another entry than those before it'],
    ['units.0.family', () => 'nope', 'trace.json units.0.family: expected a unit (ipu21-amp'],
    ['units.0.productsPerStep', () => 8, 'trace.json units.0.productsPerStep: expected 16, as ipu21-amp has it, got 8'],
    ['units.0.accumulator.format', () => 'float32', 'trace.json units.0.accumulator: expected {"format":"float16"'],
    ['recipe.roles.dx.format', () => 'fp9', 'trace.json recipe.roles.dx.format: expected a format name'],
  ] as const)('trace.json: %s', (path, change, sentence) => {
    expect(changedDescription(path, change)).toContain(sentence);
  });

  it('is not written where it would be refused', () => {
    const { record, ops, tensors } = readTrace(at('trace'));
    const parts = { record, ops: ops.toReversed(), tensors: [...tensors.values()], files: new Map() };
    mkdirSync(at('unwritten'));
    expect(refusal(() => writeTrace(at('unwritten'), parts))).toContain('made before they are read');
  });
});

/** A copy of a record with the value at a path replaced. */
function replaced(record: Fields, path: string, value: unknown): Fields {
  const copy = structuredClone(record);
  const keys = path.split('.');
  let parent: Fields = copy;
  for (const key of keys.slice(0, -1)) parent = parent[key] as Fields;
  parent[keys.at(-1) as string] = value;
  return copy;
}

describe('a run', () => {
  it.each([
    ['totals.samples', 1600, 'totals.samples: expected 4, which follows'],
    ['totals.cycles', 1, 'totals.cycles: expected '],
    ['totals.timeS', 5e-324, 'totals.timeS: expected '],
    ['totals.timeS', 1, 'totals.timeS: expected '],
    ['totals.flops', 1, 'totals.flops: expected '],
    ['totals.utilisation', 0.5, 'totals.utilisation: expected '],
    ['totals.peakLiveBytes', 0, 'totals.peakLiveBytes: expected '],
    ['totals.counts.usefulMacs', 1, 'totals.counts.usefulMacs: expected '],
    ['totals.cyclesByCause.sync', 0, 'totals.cyclesByCause.sync: expected '],
    ['ops.3.cycles', 1, 'ops.3.cycles: expected '],
    ['ops.3.startCycle', 1, 'ops.3.startCycle: expected '],
    ['ops.1.op', 'cast/1/1-conv/w.stored', 'ops.1.op: expected an op id that is new'],
    ['ops.2.formats.0', 'fp9', 'ops.2.formats.0: expected a format name'],
    ['ops.2.outputFormat', 'fp9', 'ops.2.outputFormat: expected a format name'],
    ['ops', [], 'ops: expected at least one op, got none'],
    ['machine.clockHz', 1e9, 'totals.timeS: expected '],
  ])('%s = %j is refused', (path, value, sentence) => {
    const run = jsonOf('run', 'run.json');
    expect(refusal(() => parseWholeRun(replaced(run, path, value), 'run.json'))).toContain(`run.json ${sentence}`);
  });

  it('is not written where it would be refused', () => {
    const run = parseWholeRun(jsonOf('run', 'run.json'), 'run.json');
    const wrong = { ...run, steps: 3 };
    expect(refusal(() => writeRecord(folder, 'run.json', wrong, parseWholeRun))).toContain('totals.samples');
  });
});

describe('energy', () => {
  it.each([
    ['totalPj', { low: 9e-12, value: 5e-12, high: 1e-12 }, 'totalPj: expected a range whose low ≤ value ≤ high'],
    ['byComponent.sram', { low: 3, value: 2, high: 4 }, 'byComponent.sram: expected a range whose low ≤ value'],
    ['totalPj.low', 0, 'totalPj.low: expected '],
    ['entries.0.count', 1, 'entries.0.energyPj.low: expected '],
    ['byComponent.clock', { low: 0, value: 0, high: 0 }, 'byComponent.clock.low: expected '],
    ['perOp.0.energyPj', { low: 0, value: 0, high: 0 }, 'perOp: expected '],
    ['assumedShare', 0, 'assumedShare: expected 0.'],
    ['headlineBasis', 'gates', 'headlineBasis: expected '],
    ['assumedShare', 1.1, 'assumedShare: expected a number from 0 to 1, got 1.1'],
  ])('%s = %j is refused', (path, value, sentence) => {
    const energy = jsonOf('priced', 'energy.json');
    expect(refusal(() => parseEnergy(replaced(energy, path, value), 'energy.json'))).toContain(
      `energy.json ${sentence}`,
    );
  });
});

it.each([
  ['evaluation.correct', 5, 'evaluation.correct: expected at most the 4 images in total, got 5'],
  ['casts.0.underflow', 10 ** 9, 'casts.0.underflow: expected at most all'],
  ['casts.0.format', 'fp9', 'casts.0.format: expected a format name'],
  ['evaluation.total', 5, 'evaluation.total: expected 4, which follows'],
  ['dataset.classes', 1, 'dataset.classes: expected a whole number from 2'],
  ['steps', [], 'steps: expected 2, which follows'],
  ['steps.1.step', 0, 'steps.1.step: expected 1, which follows'],
  ['steps.0.loss', -1, 'steps.0.loss: expected a number from 0'],
  ['steps.1.loss', null, 'divergedAtStep: expected 1, which follows from the losses of the steps, got null'],
  ['divergedAtStep', 1, 'divergedAtStep: expected null, which follows from the losses of the steps, got 1'],
])('a training with %s = %j is refused', (path, value, sentence) => {
  const training = jsonOf('trace', 'training.json');
  expect(refusal(() => parseTraining(replaced(training, path, value), 'F'))).toContain(`F ${sentence}`);
});

describe('a file that is another than the record beside it says', () => {
  const reported = (change: (copy: string) => void) => {
    const copy = at('reported');
    rmSync(copy, { recursive: true, force: true });
    cpSync(at('priced'), copy, { recursive: true });
    change(copy);
    return refusal(() => composeStage([{ folder: copy }]));
  };
  const rewritten = (name: string, change: (record: Fields) => Fields) =>
    reported((copy) =>
      writeFileSync(join(copy, name), canonicalText(change(JSON.parse(readFileSync(join(copy, name), 'utf8'))))),
    );

  it('the copy as it is makes a report', () => {
    expect(reported(() => undefined)).toBe('nothing');
  });

  it.each([
    ['run.json', (run: Fields) => ({ ...run, engine: 'stepped' }), 'as energy.json has it'],
    ['run.json', (run: Fields) => ({ ...run, recipe: 'fp9' }), 'run.json recipe: expected "fp8", as trace.json has it'],
    ['trace.json', (trace: Fields) => ({ ...trace, seed: 9 }), 'as run.json has it'],
    ['training.json', (training: Fields) => ({ ...training, seed: 9 }), 'training.json: expected SHA-256'],
    [
      'scaling.json',
      (scaling: Fields) => ({ ...scaling, traceSha256: '0'.repeat(64) }),
      'scaling.json traceSha256: expected',
    ],
    [
      'scaling.json',
      (scaling: Fields) => replaced(scaling, 'points.1.cyclesByCause.sync', 1),
      'points.1.cycles: expected',
    ],
    [
      'energy.json',
      (energy: Fields) => replaced(energy, 'averagePowerW', { low: 1, value: 1, high: 1 }),
      'averagePowerW.value: expected',
    ],
  ])('%s', (name, change, sentence) => {
    expect(rewritten(name, change)).toContain(sentence);
  });

  it('a report of it is held against its own schema, whatever the recipe is called', () => {
    const called = (recipe: string) =>
      reported((copy) => {
        const write = (name: string, change: (record: Fields) => Fields) => {
          const text = canonicalText(change(JSON.parse(readFileSync(join(copy, name), 'utf8'))));
          writeFileSync(join(copy, name), text);
          return sha256(text);
        };
        const training = write('training.json', (record) => ({ ...record, recipe }));
        const listed = (files: unknown) =>
          (files as Fields[]).map((file) => (file.path === 'training.json' ? { ...file, sha256: training } : file));
        const traceSha256 = write('trace.json', (trace) => ({
          ...replaced(trace, 'recipe.name', recipe),
          files: listed(trace.files),
        }));
        write('scaling.json', (scaling) => ({ ...scaling, traceSha256 }));
        const runSha256 = write('run.json', (run) => ({ ...run, recipe, traceSha256 }));
        write('energy.json', (energy) => ({ ...energy, runSha256 }));
      });
    for (const recipe of ['x'.repeat(200), 'é ü', 'a b']) {
      expect(called(recipe)).toMatch(/^(nothing|report\.json .+: expected .+, got .+)$/);
    }
  });

  it.each([
    ['recipe', 'fp16'],
    ['network', 'mlp'],
    ['seed', 2],
    ['casts.0.layer', 'x'],
    ['steps.1.lossScaleExponent', 9],
  ])('training.json with another %s than trace.json', (path, value) => {
    const trace = parseTrace(jsonOf('trace', 'trace.json'), 'trace.json');
    const training = parseTraining(jsonOf('trace', 'training.json'), 'F');
    expect(refusal(() => checkTrainingOf(training, trace, 'F'))).toBe('nothing');
    const changed = replaced(training, path, value) as typeof training;
    expect(refusal(() => checkTrainingOf(changed, trace, 'F'))).toContain(`F ${path}: expected `);
  });

  it.each([
    ['machine.tiles', 1472, 'ops.0.tileCycles: expected '],
    ['traceSha256', '0'.repeat(64), `trace.json: expected SHA-256 ${'0'.repeat(64)}, as run.json has it`],
    ['network.batch', 8, 'totals.samples: expected 8'],
  ])('a run with another %s is not loaded to be priced or exported', (path, value, sentence) => {
    expect(refusal(() => loadRun(at('run')))).toBe('nothing');
    const copy = at('loaded');
    rmSync(copy, { recursive: true, force: true });
    cpSync(at('run'), copy, { recursive: true });
    writeFileSync(join(copy, 'run.json'), JSON.stringify(replaced(jsonOf('run', 'run.json'), path, value)));
    expect(refusal(() => loadRun(copy))).toContain(sentence);
  });

  it('tensors.jsonl, and a training.json that is gone', () => {
    expect(reported((copy) => writeFileSync(join(copy, 'tensors.jsonl'), ''))).toContain('the trace is damaged');
    expect(reported((copy) => rmSync(join(copy, 'training.json')))).toContain(
      'training.json: expected a file that can',
    );
  });
});
