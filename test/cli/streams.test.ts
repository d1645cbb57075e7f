import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat, resolveFormat } from '../../models/formats/resolve.js';
import { ROUNDING_RULES } from '../../models/rounding.js';
import { unitFamily } from '../../models/units/families.js';
import { randomWord } from '../../runtime/random.js';
import { decode, encode } from '../../sim/arithmetic/reference/convert.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';
import { MAIN, octile, outputOf, refusalOf } from './octile.js';

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function words(count: number, stream: number): number[] {
  return Array.from({ length: count }, (_, i) => randomWord(5, stream, i));
}

/** Bits that meet every special case, then random ones. */
const PATTERNS = [
  ...[0, 0x80000000, 1, 0x80000001, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000],
  ...[0x7f7fffff, 0xff7fffff, 0x00800000, 0x3f8ccccd, 0x7f800001, 0xffffffff],
  ...words(2000, 1),
  ...words(2000, 2).map((word) => ((word % 0x0c000000) + 0x39000000 + (word & 0x80000000)) >>> 0),
];
const view = new DataView(new ArrayBuffer(4));

function float32(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

describe('octile convert', () => {
  it('answers 1.1 with the nearest code, 1.125', () => {
    expect(outputOf(['convert', '--format', 'f143'], { input: '3f8ccccd\n' })).toBe('41\n');
    expect(outputOf(['convert', '--format', 'f143', '--decode'], { input: '41\n' })).toBe('3f900000\n');
  });

  const plain = ROUNDING_RULES.filter((rule) => !rule.startsWith('stochastic'));
  it.each(['f143', 'e5m2', 'float16', 'float8_e8m0fnu', 'float4_e2m1fn', '1.3.4:bias=11', 'float32', 'tf32'])(
    'gives the reference’s codes in %s, whatever the way',
    (name) => {
      const format = resolveFormat(name, 'test');
      const rounding = plain[name.length % plain.length] ?? 'nearest-even';
      for (const rule of [
        { rounding: 'nearest-even', overflow: 'saturate' },
        { rounding, overflow: 'saturate' },
      ] as const) {
        const numbers = PATTERNS.filter(
          (bits) => !Number.isNaN(float32(bits)) && (name !== 'float8_e8m0fnu' || bits < 2 ** 31),
        );
        const input = `${numbers.map((bits) => hex(bits, 8)).join('\n')}\n`;
        const options = ['--rounding', rule.rounding, '--overflow', rule.overflow];
        const answers = outputOf(['convert', '--format', name, ...options], { input })
          .trimEnd()
          .split('\n');
        const codes = numbers.map((bits) => encode(format, float32(bits), rule, undefined, bits >= 2 ** 31));
        const digits = answers[0]?.length ?? 0;
        expect(answers).toEqual(codes.map((code) => hex(code, digits)));
      }
    },
  );

  it('keeps the sign of a NaN where the format has two', () => {
    expect(outputOf(['convert', '--format', 'e5m2'], { input: '7fc00001\nffc00001\n7f800001\n' })).toBe('7e\nfe\n7e\n');
    expect(outputOf(['convert', '--format', 'f152'], { input: 'ffc00001\n' })).toBe('80\n');
  });

  it('decodes every code as the reference does', () => {
    const format = resolveFormat('e4m3', 'test');
    const input = Array.from({ length: 256 }, (_, code) => hex(code, 2)).join('\n');
    const answers = outputOf(['convert', '--format', 'e4m3', '--decode'], { input }).trimEnd().split('\n');
    const values = answers.map((text) => float32(Number.parseInt(text, 16)));
    expect(values).toEqual(Array.from({ length: 256 }, (_, code) => decode(format, code)));
    expect(answers[0x7f]).toBe('7fc00000');
  });

  it('a block with spaces and a block without give the same answers', () => {
    const lines = PATTERNS.slice(0, 500).map((bits) => hex(bits, 8));
    const tidy = outputOf(['convert', '--format', 'f143'], { input: `${lines.join('\n')}\n` });
    expect(outputOf(['convert', '--format', 'f143'], { input: lines.join('\r\n') })).toBe(tidy);
    expect(outputOf(['convert', '--format', 'f143'], { input: `  ${lines.join(' \n')}` })).toBe(tidy);
    expect(outputOf(['convert', '--format', 'f143'], { input: lines.join('\n').toUpperCase() })).toBe(tidy);
  });

  it('takes random bits beside each value under a stochastic rule', () => {
    const options = ['convert', '--format', 'f143', '--rounding', 'stochastic-truncate', '--random-bits', '8'];
    expect(outputOf(options, { input: '3f880000 7f\n3f880000 80\n' })).toBe('40\n41\n');
  });

  it('an empty stream has no answers', () => {
    expect(outputOf(['convert', '--format', 'f143'])).toBe('');
  });

  it.each([
    [['--format', 'f143'], '3f8ccccd\n3f8ccccg\n', 'standard input line 2: expected 8 hex digits, got "3f8ccccg"'],
    [['--format', 'f143'], '3f8ccccd\n3f8cccc\n', 'standard input line 2: expected 8 hex digits, got "3f8cccc"'],
    [['--format', 'f143'], '3f8ccccd0\n', 'standard input line 1: expected 8 hex digits'],
    [['--format', 'f143'], '\n', 'standard input line 1: expected 8 hex digits, got ""'],
    [['--format', 'f143'], '3f8ccccd 01\n', 'standard input line 1: expected float32 bits in hex'],
    [['--format', 'f143', '--decode'], '4\n', 'standard input line 1: expected 2 hex digits, got "4"'],
    [['--format', 'float6_e2m3fn', '--decode'], '40\n', 'standard input line 1: expected a code of 6 bits, got "40"'],
    [['--format', 'f143', '--rounding', 'stochastic'], '3f8ccccd\n', 'expected float32 bits and random bits'],
    [['--format', 'f143', '--rounding', 'stochastic'], '3f8ccccd 100\n', 'expected 8 random bits in hex, got "100"'],
    [['--format', 'float4_e2m1fn'], '3f800000\n7fc00000\n', 'line 2: expected a value that float4_e2m1fn can hold'],
  ])('octile convert %j refuses a bad line by its number', (options, input, sentence) => {
    expect(refusalOf(['convert', ...options], { input })).toContain(sentence);
  });

  it('writes the answers before a bad line', () => {
    expect(octile(['convert', '--format', 'f143'], { input: '3f800000\n40000000\nx\n3f800000\n' }).stdout).toBe(
      '40\n48\n',
    );
  });

  it('refuses a line without end', () => {
    expect(refusalOf(['convert', '--format', 'f143'], { input: '0'.repeat(2 ** 21) })).toContain('at most 1048576');
  });
});

describe('octile dot', () => {
  it('answers 1 × 1 + 2 × 1 with 3, as a float16', () => {
    const input = '{"a":"4048","b":"4040","c":"0000"}\n{"a":"4048","b":"4040"}\n{"a":"","b":""}\n';
    expect(outputOf(['dot', '--unit', 'ipu21-amp'], { input })).toBe('{"d":"4200"}\n{"d":"4200"}\n{"d":"0000"}\n');
  });

  it.each([
    ['f143', 'f143', 0, 'nan'],
    ['f152', 'f143', -3, 'clip'],
    ['f152', 'f152', -20, 'infinity'],
    ['float16', 'float16', 0, 'clip'],
    ['float32', 'float32', 5, 'infinity'],
  ] as const)('gives the reference’s answers in %s × %s', (a, b, scale, overflow) => {
    const [aFormat, bFormat] = [resolveFloatFormat(a, 'test'), resolveFloatFormat(b, 'test')];
    const unit = unitFamily('ipu21-amp', 'test').resolve(aFormat.name, bFormat.name, { overflow }, 'test');
    const digits = aFormat.name === 'float32' ? 8 : aFormat.name === 'float16' ? 4 : 2;
    const cDigits = unit.accumulator.format === 'float32' ? 8 : 4;
    const codes = (count: number, stream: number, width: number) =>
      words(count, stream).map((word) => word >>> (32 - 4 * width));
    const rows = Array.from({ length: 150 }, (_, i) => ({
      a: codes(i % 70, 3 * i + 10, digits),
      b: codes(i % 70, 3 * i + 11, digits),
      c: codes(1, 3 * i + 12, cDigits)[0] as number,
    }));
    const line = (row: (typeof rows)[number]) =>
      JSON.stringify({
        a: row.a.map((x) => hex(x, digits)).join(''),
        b: row.b.map((x) => hex(x, digits)).join(''),
        c: hex(row.c, cDigits),
      });
    const sorted = [...rows].sort((x, y) => x.a.length - y.a.length).concat(rows);
    const options = [
      '--unit',
      'ipu21-amp',
      '--a-format',
      a,
      '--b-format',
      b,
      '--scale',
      String(scale),
      '--overflow',
      overflow,
    ];
    const answers = outputOf(['dot', ...options], { input: sorted.map((row) => `${line(row)}\n`).join('') });
    const expected = sorted.map((row) => `{"d":"${hex(dot(unit, row.a, row.b, row.c, scale), cDigits)}"}\n`);
    expect(answers).toBe(expected.join(''));
  });

  it('takes the random bits of each rounding under a stochastic rule', () => {
    const options = ['dot', '--unit', 'ipu21-amp', '--rounding', 'stochastic-truncate', '--random-bits', '1'];
    const input = ['0', '1'].map((r) => JSON.stringify({ a: '40', b: '40', c: '6800', r })).join('\n');
    expect(outputOf(options, { input })).toBe('{"d":"6800"}\n{"d":"6801"}\n');
  });

  it.each([
    ['{"a":"404","b":"4040"}', 'standard input line 1 a: expected a string of hex codes, 2 digits each, got "404"'],
    ['{"a":"4x","b":"40"}', 'standard input line 1 a code 1: expected 2 hex digits, got "4x"'],
    ['{"a":"4040","b":"40"}', 'standard input line 1 b: expected 2 codes, as many as in a, got 1'],
    ['{"a":"40"}', 'standard input line 1 b: expected a string of hex codes'],
    ['{"a":40,"b":"40"}', 'standard input line 1 a: expected a string of hex codes'],
    ['{"a":"40","b":"40","c":"000"}', 'standard input line 1 c: expected 4 hex digits, got "000"'],
    ['{"a":"40","b":"40","c":0}', 'standard input line 1 c: expected a string of 4 hex digits, got 0'],
    ['{"a":"40","b":"40","x":"0000"}', 'standard input line 1: expected the fields a, b, c, sa, sb, r, d, id, got "x"'],
    ['{"a":"40","b":"40","r":"0"}', 'standard input line 1 r: expected no random bits: ipu21-amp rounds without them'],
    ['{"a":"40","b":"40"', 'standard input line 1 column 19: expected JSON, got its end'],
    ['["40","40"]', 'standard input line 1: expected an object with a and b'],
    ['', 'standard input line 1: expected JSON, got nothing'],
  ])('refuses %s', (input, sentence) => {
    expect(refusalOf(['dot', '--unit', 'ipu21-amp'], { input: `${input}\n` })).toContain(sentence);
  });

  it('asks for the random bits that a stochastic rule takes', () => {
    const options = ['dot', '--unit', 'ipu21-amp', '--rounding', 'stochastic', '--random-bits', '4'];
    expect(refusalOf(options, { input: '{"a":"40","b":"40"}\n' })).toContain('line 1 r: expected random bits in hex');
    expect(refusalOf(options, { input: '{"a":"40","b":"40","r":"10"}\n' })).toContain(
      'line 1 r: expected 4 random bits',
    );
  });
});

describe('octile gemm --stdin', () => {
  it('answers a line as the options of the same names do', () => {
    const options = { machine: 'ipu21', tiles: 1, format: 'f143', m: 24, k: 64, n: 16 };
    const asOptions = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const answer = outputOf(['gemm', '--stdin'], { input: `${JSON.stringify(options)}\n` });
    expect(JSON.parse(answer)).toEqual(JSON.parse(outputOf(['gemm', ...asOptions, '--json'])));
    expect(JSON.parse(answer)).toMatchObject({ machine: 'ipu21', macs: 24 * 64 * 16 });
    expect(outputOf(['gemm', ...asOptions])).toContain('cycles');
  });

  it.each([
    ['{"m":4,"k":32,"n":4,"frob":1}', 'line 1 frob: expected one of m, k, n'],
    ['{"m":"4","k":32,"n":4}', 'line 1 m: expected a number, got "4"'],
    ['{"m":4,"k":-32,"n":4}', 'line 1 k: expected a whole number from 1 to 16777216, got -32'],
    ['{"m":4,"k":32}', 'line 1 n: expected a whole number from 1 to 16777216, got nothing'],
    ['{"m":4,"k":32,"n":4,"set":5}', 'line 1 set: expected a list of strings, got 5'],
    ['{"m":4,"k":32,"n":4,"machine":["ipu21"]}', 'line 1 machine: expected a string'],
    ['{"m":4,"k":32,"n":4,"format":"f999"}', 'line 1 format: expected a format name'],
    ['{"m":4,"k":32,"n":4,"stdin":true}', 'line 1 stdin: expected one of m, k, n'],
    ['[]', 'line 1: expected an object'],
    ['{', 'line 1 column 2: expected JSON, got its end, too early'],
  ])('refuses %s', (input, sentence) => {
    expect(refusalOf(['gemm', '--stdin'], { input: `${input}\n` })).toContain(sentence);
  });
});

describe('a reader that goes away', () => {
  it('ends a stream quietly, as `| head` does', async () => {
    const child = spawn(process.execPath, [MAIN, 'convert', '--format', 'f143'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    const lines = '3f800000\n'.repeat(20_000);
    const feeding = setInterval(() => child.stdin.write(lines), 5);
    const status = await new Promise((done) => child.on('exit', done));
    clearInterval(feeding);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('gets each answer before it sends the next line', async () => {
    const child = spawn(process.execPath, [MAIN, 'convert', '--format', 'f143'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const answers: string[] = [];
    for (const line of ['3f800000\n', '40000000\n', '3f8ccccd\n']) {
      child.stdin.write(line);
      answers.push(String(await new Promise((done) => child.stdout.once('data', done))));
    }
    child.stdin.end();
    expect(answers).toEqual(['40\n', '48\n', '41\n']);
  });
});
