/** Options that do not apply are refused by name; what is wrong is named as it was given. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NETWORKS } from '../../models/networks/networks.js';
import { MAIN, outputOf, printedHere, refusalHere, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const PRODUCT = ['gemm', '--m', '8', '--k', '8', '--n', '8'];

describe('an option beside which another one is missing, or in the way', () => {
  it.each([
    [
      ['train', '--gradient-format=f152', '--dx-format=f143', '--dw-format=f143'],
      '--gradient-format: expected not both --dx-format and --dw-format beside it',
    ],
    [['train', '--gradient-bias=20', '--dx-bias=20'], '--gradient-bias: expected no --dx-bias or --dw-bias beside it'],
    [['train', '--gradient-bias=20', '--dw-format=f143'], '--gradient-bias: expected one format of dx and dw'],
    [['train', '--loss-scale', 'none', '--gradient-bias', '20'], '--gradient-bias: expected --loss-scale fixed'],
    [['demo', '--loss-scale', 'none', '--gradient-bias', '20'], '--gradient-bias: expected --loss-scale fixed'],
    [
      ['train', '--optimiser', 'adamw', '--momentum', '0.9'],
      '--momentum: expected --optimiser sgd-momentum or sgd-nesterov, got adamw',
    ],
    [['train', '--milestones', '0.5', '--schedule', 'cosine'], '--milestones: expected a known field'],
    [['train', '--milestones', '0.5,0.25'], '--milestones: expected shares of the steps above 0, each above the one'],
    [['train', '--warmup-steps', '-1'], '--warmup-steps: expected a whole number from 0 to 1000000, got -1'],
    [['train', '--divide-by', '0.5'], '--divide-by: expected a number from 1 to 1000, got 0.5'],
    [['train', '--schedule', 'linear'], '--schedule: expected one of steps, cosine, constant'],
    [['train', '--beta2', '0.9'], '--beta2: expected --optimiser adamw'],
    [['simulate', 'trace', '--batch', '5'], '--batch: expected --network beside it'],
    [['simulate', 'trace', '--recipe', 'fp16'], '--recipe: expected --network beside it'],
    [['simulate', 'trace', '--unit', 'hopper'], '--unit: expected --network beside it'],
    [['simulate', '--network', 'mlp', '--activity', 'x'], '--activity: expected a trace beside it'],
    [['compare', 'trace', '--batch', '5'], '--batch: expected --network beside it'],
    [['compare', '--m', '8', '--recipes', 'fp16,fp8'], '--recipes: expected --network beside it'],
    [
      ['compare', '--network', 'mlp', '--recipes', 'fp8', '--recipe', 'fp16'],
      '--recipe: expected no --recipes beside it',
    ],
    [['compare', '--network', 'mlp', '--format', 'f143'], '--format: expected --m, --k and --n beside it'],
    [[...PRODUCT, '--unit', 'exact'], '--unit: expected operands beside it, whose error it shows, got none'],
    [['dot', '--unit', 'fma', '--random-bits', '3'], '--random-bits: expected a stochastic --rounding beside it'],
    [
      ['dot', '--unit', 'ipu21-amp:random-bits=3:rounding=up'],
      '--random-bits: expected a stochastic --rounding beside it, got up',
    ],
    [['convert', '--format', 'f143', '--random-bits', '3'], '--random-bits: expected a stochastic --rounding beside'],
    [['convert', '--format', 'f143', '--decode', '--rounding', 'up'], '--rounding: expected no --decode beside it'],
    [['convert', '--format', 'f143', '--decode', '--overflow', 'saturate'], '--overflow: expected no --decode'],
    [['report', 'x', '--height', '30mm'], '--height: expected --width beside it, got no --width'],
    [['units', '--record'], '--record: expected the name of a unit beside it, got no NAME'],
    [['units', '--rounding', 'up'], '--rounding: expected the name of a unit beside it'],
    [['units', 'hopper', '--record', '--json'], '--json: expected no --record beside it'],
    [['networks', '--file'], '--file: expected the name of a network beside it'],
    [['networks', '--sequence', '5'], '--sequence: expected the name of a network beside it'],
    [['networks', 'cnn', '--sequence', '5'], '--sequence: expected a network on tokens, got "cnn"'],
    [['networks', '--batch', '3'], '--batch: expected the name of a network, or --json, beside it'],
    [['networks', 'mlp', '--file', '--batch', '3'], '--batch: expected no --file beside it'],
    [['export', 'run', '--perfetto', 'x', '--tiles', '3'], '--tiles: expected no run beside it, which has its own'],
    [['export', 'run', '--perfetto', 'x', '--set', 'tile.workers=8'], '--set: expected no run beside it'],
    [['export', '--m', '4', '--operands', 'o', '--perfetto', 'x'], '--operands: expected --vcd beside it'],
    [['validate', 'cycles', '--cases', 'c.json', '--force'], '--force: expected --out beside it, got no --out'],
    [
      [...PRODUCT, '--set', 'tile.workers=8', '--set', 'tile.workers=4'],
      '--set: expected tile.workers once, got twice',
    ],
    [
      [...PRODUCT, '--machine', 'ipu21+eight-workers', '--set', 'tile.workers=3'],
      '--set: expected no tile.workers beside ipu21+eight-workers, whose eight-workers changes it, got one',
    ],
    [[...PRODUCT, '--tiles', '4', '--set', 'tiles=8'], '--set: expected no tiles beside --tiles'],
    [
      [...PRODUCT, '--machine', 'ipu21+eight-workers+four-workers'],
      '--machine: expected one change of tile.workers, got two, "eight-workers" and "four-workers"',
    ],
    [['machines', 'ipu21+wide-ports+wide-ports'], 'NAME: expected one change of tile.loadBytes, got two'],
  ])('%j', async (words, sentence) => {
    expect(await refusalHere(words)).toContain(sentence);
  });

  it('what applies is taken, on its own and with others', async () => {
    await printedHere([...PRODUCT, '--machine', 'ipu21+eight-workers+wide-ports']);
    await printedHere(['units', 'fma', '--rounding', 'stochastic', '--random-bits', '3', '--record']);
    await printedHere(['networks', '--json', '--batch', '3']);
    const one = JSON.parse(await printedHere(['units', 'hopper', '--a-format', 'e5m2', '--json']));
    expect(one).toMatchObject({ aFormat: 'float8_e5m2', bFormat: 'float8_e5m2' });
  });
});

describe('what is wrong is named as it was given', () => {
  it.each([
    [['dot', '--unit', 'hopper:internal=13'], '--internal: expected only what hopper leaves open (accumulator, p'],
    [['dot', '--unit', 'hopper', '--promotion', '33'], '--promotion: expected a promotion interval of whole steps'],
    [['dot', '--unit', 'hopper', '--accumulator', 'f143'], '--accumulator: expected a combination that hopper takes'],
    [['dot', '--unit', 'hopper', '--a-format', 'f143'], '--a-format, --b-format: expected a combination that hopper'],
    [['train', '--gradient-bias', '400'], '--gradient-bias: expected a bias from -48 to 80, got 400'],
    [['train', '--weight-bias', '90'], '--weight-bias: expected a bias whose scale lies in'],
    [
      ['train', '--data', 'cifar10', '--train-images', '200'],
      '--data: expected strokes or mnist:FOLDER or cifar10:FOLDER[:crop=SIDE][:augment=crop-flip] or text:FILE, got "cif',
    ],
    [
      ['simulate', '--network', 'mlp', '--scaling', '8,x'],
      '--scaling: expected a whole number from 1 to 1472, got "x"',
    ],
    [
      [
        ...['simulate', '--network', 'mlp', '--batch', '8', '--tiles', '64'],
        '--scaling',
        '1',
        '--out',
        join(folder, 's'),
      ],
      '--scaling 1: ',
    ],
    [
      ['simulate', '--network', 'mlp', '--training', '--inference'],
      '--inference: expected no --training beside it, got --training',
    ],
    [
      ['simulate', '--network', 'mlp', '--inference', '--optimiser', 'adamw'],
      '--optimiser: expected no --inference beside it, which updates nothing, got --inference',
    ],
    [
      ['simulate', '--network', 'mlp', '--optimiser', 'adam'],
      '--optimiser: expected one of sgd-momentum, sgd-nesterov, adamw',
    ],
    [['simulate', '--network', 'mlp', '--sequence', '9'], '--sequence: expected a network on tokens, got "mlp"'],
    [['simulate', '--network', 'gpt2', '--sequence', '0'], '--sequence: expected a whole number from 1 to 1048576'],
    [['simulate', 'trace', '--inference'], '--inference: expected --network beside it'],
    [['simulate', '--network', 'mlp', '--scaling', '16,8,16'], '--scaling: expected each value once, got 16 twice'],
    [
      ['compare', '--m', '8', '--k', '8', '--n', '8', '--machines', 'ipu21,ipu21'],
      '--machines: expected each value once, got "ipu21" twice',
    ],
    [
      ['simulate', '--network', 'mlp', '--scaling', '8,,9'],
      '--scaling: expected a whole number from 1 to 1472, got ""',
    ],
    [['train', '--momentum', '1'], '--momentum: expected a number from 0 to 0.9999999403953552, got 1'],
    [['train', '--optimiser', 'adamw', '--beta1', '1'], '--beta1: expected a number from 0 to 0.9999999403953552'],
    [['train', '--optimiser', 'adamw', '--beta2', '1'], '--beta2: expected a number from 0 to 0.9999999403953552'],
    [['train', '--optimiser', 'adamw', '--epsilon', '0'], '--epsilon: expected a number from 7.888609052210118e-31 to'],
    [['schemas', 'x'], 'KIND: expected one of trace'],
    [['validate', 'power', '--cases', 'c'], 'WHAT: expected one of cycles, throughput, energy, got "power"'],
    [['machines', 'x'], 'NAME: expected a machine (ipu21, gc200, bow, tpu-v1) or a file that ends in .json, .yaml or'],
    [
      ['networks', 'x'],
      `NAME: expected a network (${NETWORKS.map(({ name }) => name).join(', ')}) or a file that ends in .json, .yaml or`,
    ],
    [[...PRODUCT, '--machine', 'junk.bin'], 'or a file that ends in .json, .yaml or .yml, got "junk.bin"'],
    [['dot', '--unit', '/dev/stdin'], 'or a file that ends in .json, .yaml or .yml, got "/dev/stdin"'],
    [[...PRODUCT, '--set', 'nope=3'], 'expected a numeric field of ipu21, got "nope"; `octile machines ipu21` lists'],
    [['--nope'], 'COMMAND: expected a command, got "--nope"'],
    [['a\u001b[31m\u202e\n'], 'COMMAND: expected a command, got "a\\u001b[31m\\u202e\\n"'],
    [['train', '--batch', '5000'], '--batch: expected a whole number from 1 to 4096'],
    [['report', 'x', '--width', '8mm'], '--width: expected 40mm to 400mm (in mm, cm, in or pt), got "8mm"'],
    [['report', 'x', '--width', '85'], '--width: expected 40mm to 400mm (in mm, cm, in or pt), got "85"'],
    [['report', 'x', '--width', '1e2mm'], '--width: expected 40mm to 400mm'],
    [['report', 'x', '--width', '85mm', '--height', '2cm'], '--height: expected 30mm to 400mm'],
    [['report', 'x', '--dpi', '20'], '--dpi: expected a whole number from 72 to 600, got 20'],
    [['report', 'x', '--dpi', '300.5'], '--dpi: expected a whole number from 72 to 600'],
    [['report', 'x', '--text', 'svg'], '--text: expected one of outlines, text, got "svg"'],
    [['networks', 'mlp', '--batch', '5000'], '--batch: expected a whole number from 1 to 4096'],
    [['simulate', '--network', 'mlp', '--batch', '5000'], '--batch: expected a whole number from 1 to 4096'],
  ])('%j', async (words, sentence) => {
    expect(await refusalHere(words)).toContain(sentence);
  });

  it('a folder, a device and a pipe where a file belongs', () => {
    expect(refusalOf(['validate', 'cycles', '--cases', folder])).toBe(`${folder}: expected a file, got a folder`);
    expect(refusalOf(['validate', 'cycles', '--cases', '/dev/full'])).toBe('/dev/full: expected a file, got a device');
    expect(refusalOf(['report', 'nowhere'], { cwd: folder })).toContain(
      'got no such folder; `octile price` writes one',
    );
  });

  it('a unit of a file is given by alias as well', () => {
    const file = join(folder, 'unit.json');
    writeFileSync(file, '{"schema":"octile.unit/1.0","base":"ipu21-amp","aFormat":"f143","bFormat":"f152"}');
    const row = { a: '40', b: '40' };
    const own = outputOf(['dot', '--unit', file], { input: JSON.stringify(row) });
    const known = ['dot', '--unit', 'ipu21-amp', '--a-format', 'f143', '--b-format', 'f152'];
    expect(own).toBe(outputOf(known, { input: JSON.stringify(row) }));
  });
});

describe('standard input and output', () => {
  /** Exit code and what standard error says, without its newline. */
  function shellOf(words: string): [number | null, string] {
    const { status, stderr } = spawnSync('sh', ['-c', `"$0" "$1" ${words}`, process.execPath, MAIN], {
      cwd: folder,
      encoding: 'utf8',
    });
    return [status, stderr.trimEnd()];
  }

  it('a folder on standard input is refused', () => {
    mkdirSync(join(folder, 'below'), { recursive: true });
    expect(shellOf('convert --format f143 < below')).toEqual([
      2,
      'octile: standard input: expected lines, got a folder',
    ]);
  });

  it.each(['machines', 'gemm --m 1 --k 1 --n 1', 'networks mlp --json'])('a full device: %s', (words) => {
    const [status, sentence] = shellOf(`${words} > /dev/full`);
    expect(status).toBe(2);
    expect(sentence).toBe('octile: standard output: expected a place that can be written, got a full disk');
  });

  it('a byte-order mark before the first line is no part of it', () => {
    expect(outputOf(['convert', '--format', 'f143'], { input: '\ufeff3f800000\n' })).toBe('40\n');
  });
});
