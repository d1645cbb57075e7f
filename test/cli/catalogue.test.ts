import { describe, expect, it } from 'vitest';
import { COMMAND_FORMS, COMMANDS } from '../../cli/commands/all.js';
import { octile, outputOf, printedHere, refusalHere, refusalOf } from './octile.js';

const names = COMMANDS.map(({ command }) => String(command).split(' ')[0] as string);

describe('octile --help', () => {
  const help = outputOf(['--help']);

  it.each(names)('lists %s', (name) => {
    expect(help).toContain(`octile ${name}`);
  });

  it('is at most 110 characters wide where the output is no terminal', () => {
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

describe('octile <command> --help', () => {
  it.each(COMMAND_FORMS)('$name shows an example of itself', async ({ name }) => {
    const help = await printedHere([...name.split(' '), '--help']);
    expect(help).toMatch(new RegExp(`Examples:\\n(.*\\n)*.*octile ${name}`));
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

describe('octile --version', () => {
  it('is the version of the package, and the commit in a checkout', () => {
    expect(outputOf(['--version'])).toMatch(/^\d+\.\d+\.\d+( \(commit [0-9a-f]{7,}\))?\n$/);
  });
});

describe('what there is', async () => {
  it('formats: names, and with a name every value of up to 8 bits', async () => {
    expect(await printedHere(['formats'])).toContain('float8_e4m3fnuz');
    const format = JSON.parse(await printedHere(['formats', 'f143', '--json']));
    expect(format).toMatchObject({ name: 'float8_e4m3fnuz', bias: 8, bits: 8, largest: 240 });
    expect(format.values).toHaveLength(256);
    expect(format.values[0x40]).toBe(1);
    expect(format.values[0x80]).toBe('NaN');
  });

  it('formats: a spelled format, with the bias that it was given', async () => {
    expect(JSON.parse(await printedHere(['formats', '1.3.4:bias=11', '--json']))).toMatchObject({
      bias: 11,
      exponentBits: 3,
    });
  });

  it('formats: blocks, and how others are spelled', async () => {
    expect(await printedHere(['formats'])).toMatch(/1\.3\.4:bias=11[\s\S]*nvfp4 +float4_e2m1fn +float8_e4m3fn +16/);
    expect(await printedHere(['formats', 'mxfp6_e3m2'])).toContain('32 of float6_e3m2fn');
    expect(JSON.parse(await printedHere(['formats', 'mxfp4_e2m1', '--json']))).toMatchObject({ block: 32 });
  });

  it('units, machines and technologies: a list, the details of one, and the same as JSON', async () => {
    for (const [command, name] of [
      ['units', 'ipu21-amp'],
      ['machines', 'ipu21'],
      ['technologies', 'published-7nm'],
    ] as const) {
      expect(await printedHere([command])).toContain(name);
      expect(await printedHere([command, name])).toMatch(/source|published/);
      const one = JSON.parse(await printedHere([command, name, '--json']));
      expect(one).toMatchObject({ name });
    }
  });
});

describe('--machine in the help', () => {
  it.each(['simulate', 'gemm', 'export', 'compare', 'demo'])(
    '%s names the machines that are timed',
    async (command) => {
      const help = (await printedHere([command, '--help'])).replace(/\s+/g, ' ');
      expect(help).toMatch(/ipu21, gc200, bow[,)]/);
      expect(help).not.toContain('tpu-v1');
    },
  );
});

describe('wrong use', () => {
  it.each([
    [[], 'COMMAND: expected a command, got nothing; `octile --help` shows the commands'],
    [['nonsense'], 'COMMAND: expected a command, got "nonsense"; `octile --help` shows the commands'],
    [['formats', 'a', 'b'], 'octile formats: expected no more than `octile formats [name]`, got "b"'],
    [['simulate'], 'simulate: expected a trace folder or --network NAME, got neither'],
    [['report'], 'octile report: expected `octile report <folders..>`, got no argument'],
    [['convert', 'f143'], 'octile convert: expected options alone, got "f143"; --format is missing'],
    [['dot', 'hopper'], 'octile dot: expected options alone, got "hopper"; --unit is missing'],
    [['convert'], '--format: expected a value, got nothing; `octile convert --help` shows an example'],
    [['dot'], '--unit: expected a value, got nothing'],
    [['gemm', '--frob', '3'], '--frob: expected an option of `octile gemm`, got an unknown one'],
    [['gemm', '--no-json'], '--no-json: expected an option of `octile gemm`, got an unknown one'],
    [['gemm', '--a(b=3'], '--a(b: expected an option of `octile gemm`'],
    [['train', '--learningRate', '1'], '--learningRate: expected an option of `octile train`'],
    [['formats', '--', 'e4m3'], '--: expected arguments without a -- before them'],
  ])('%j is refused', async (words, sentence) => {
    expect(await refusalHere(words)).toContain(sentence);
  });

  it.each([
    [['--m', 'abc'], '--m: expected a number, got "abc"'],
    [['--m', '12abc'], '--m: expected a number, got "12abc"'],
    [['--m', 'NaN'], '--m: expected a number, got "NaN"'],
    [['--m', '0x10'], '--m: expected a number, got "0x10"'],
    [['--m='], '--m: expected a value, got nothing'],
    [['--m'], '--m: expected a value, got nothing'],
    [['--m', '--k', '3'], '--m: expected a value, got nothing'],
    [['--m', '1', '--m', '2'], '--m: expected one value, got 2: 1, 2'],
    [['--m', '5', '--m', '1'], '--m: expected one value, got 2: 5, 1'],
    [['--m=1', '--m', '1', '--m', '1'], '--m: expected one value, got 3: 1, 1, 1'],
    [['--tiles', '16', '--tiles=1'], '--tiles: expected one value, got 2: 16, 1'],
    [['--seed', '1', '--seed', '1'], '--seed: expected one value, got 2: 1, 1'],
    [['--format', 'f143', '--format', 'f152'], '--format: expected one value, got 2: f143, f152'],
    [['--format', ''], '--format: expected a value, got nothing'],
    [['--json=maybe'], '--json: expected no value, got "maybe"'],
    [['--m', '1.5'], '--m: expected a whole number from 1 to 16777216, got 1.5'],
    [['--m', '-4'], '--m: expected a whole number from 1 to 16777216, got -4'],
    [['--m', '0'], '--m: expected a whole number from 1 to 16777216, got 0'],
    [['--m', '1e300'], '--m: expected a whole number from 1 to 16777216, got 1e+300'],
    [['--tiles', '1473'], '--tiles: expected a whole number from 1 to 1472, got 1473'],
    [[], '--m: expected a whole number from 1 to 16777216, got nothing'],
  ])('octile gemm %j names the option', async (words, sentence) => {
    const filled = words.some((word) => word.startsWith('--m')) || words.length === 0 ? [] : ['--m', '4'];
    expect(
      await refusalHere(['gemm', ...words, ...filled, ...(words.includes('--k') ? [] : ['--k', '32']), '--n', '4']),
    ).toContain(sentence);
  });

  it.each([
    [['formats', 'float9'], 'NAME: expected a format name'],
    [['units', 'nope'], 'NAME: expected a unit (ipu21-amp'],
    [['machines', 'nope'], 'NAME: expected a machine (ipu21'],
    [['technologies', 'nope'], 'NAME: expected a technology (gates-asap7, published-7nm'],
    [['convert', '--format', 'constructor'], '--format: expected a format name'],
    [['convert', '--format', '__proto__'], '--format: expected a format name'],
    [['convert', '--format', 'f143', '--rounding', 'up-ish'], '--rounding: expected one of nearest-even'],
    [['convert', '--format', 'f143', '--overflow', 'wrap'], '--overflow: expected one of saturate, special'],
    [
      ['convert', '--format', 'f143', '--rounding', 'stochastic', '--random-bits', '40'],
      '--random-bits: expected a whole number from 1 to 32',
    ],
    [['dot', '--unit', 'nope'], '--unit: expected a unit (ipu21-amp'],
    [['dot', '--unit', 'ipu21-amp', '--a-format', 'bfloat16'], '--a-format, --b-format: expected a pair of formats'],
    [['dot', '--unit', 'ipu21-amp', '--scale', '-33'], '--scale: expected a whole number from -32 to 31, got -33'],
    [['train', '--recipe', 'nope'], '--recipe: expected a recipe (fp8'],
    [['train', '--network', 'nope'], '--network: expected a network (mlp'],
    [['train', '--unit', 'nope'], '--unit: expected a unit'],
    [['train', '--data', 'nope'], '--data: expected strokes or mnist:FOLDER'],
    [['train', '--data', 'mnist:'], '--data: expected strokes or mnist:FOLDER'],
    [['train', '--seed', '-1'], '--seed: expected a whole number from 0 to 4294967295, got -1'],
    [['train', '--learning-rate', '1e400'], '--learning-rate: expected a number from 0 to 100, got Infinity'],
    [['train', '--gradient-bias', '0.5'], '--gradient-bias: expected a whole number'],
    [['train', '--weight-format', 'hifloat8'], '--weight-format: expected a floating-point format'],
    [['train', '--loss-scale', 'x'], '--loss-scale: expected one of none, fixed, backoff, logmax, got "x"'],
    [['train', '--train-images', '0'], '--train-images: expected a whole number from 1 to 1000000, got 0'],
    [
      ['train', '--train-images', '100', '--test-images', '4'],
      '--batch: expected a whole number from 1 to 100, got 128; there are 100 examples to train on, which --train-images',
    ],
    [['train', '--train-images', '32', '--batch', '64'], '--batch: expected a whole number from 1 to 32, got 64'],
    [['gemm', '--machine', 'nope', '--m', '1', '--k', '1', '--n', '1'], '--machine: expected a machine (ipu21'],
    [['gemm', '--set', 'tiles', '--m', '1', '--k', '1', '--n', '1'], '--set: expected a field and a number'],
    [['gemm', '--set', 'frob=1', '--m', '1', '--k', '1', '--n', '1'], '--set: expected a numeric field of ipu21'],
    [['gemm', '--technology', 'x', '--m', '1', '--k', '1', '--n', '1'], '--technology: expected a technology'],
    [['gemm', '--engine', 'x', '--m', '1', '--k', '1', '--n', '1'], '--engine: expected one of'],
    [['gemm', '--m', '16777216', '--k', '16777216', '--n', '16777216'], 'SRAM'],
  ])('%j names what there is', async (words, sentence) => {
    expect(await refusalHere(words)).toContain(sentence);
  });

  it('leaves standard output of the program empty', () => {
    expect(refusalOf(['gemm', '--m', 'abc', '--k', '1', '--n', '1'])).toContain('--m: expected a number');
    expect(octile(['gemm', '--m', 'abc']).stdout).toBe('');
  });
});
