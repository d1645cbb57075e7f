/** The fast way of `octile dot` beside the plain way, on every unit with kernels and on every way to write a line. */
import { describe, expect, it } from 'vitest';
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { unitFamily } from '../../models/units/families.js';
import { type DotProductUnit, resultFormat, type UnitOptions } from '../../models/units/unit.js';
import { randomWord } from '../../runtime/random.js';
import { dotBlocks } from '../../stages/streams/dot-blocks.js';
import { createTally } from '../../stages/streams/dot-check.js';
import { dotLine } from '../../stages/streams/dot-lines.js';
import { linesOf } from '../../stages/streams/line-block.js';
import { outputOf } from '../cli/octile.js';

function unitOf(family: string, a: string, b: string, options: UnitOptions = {}): DotProductUnit {
  const names = [a, b].map((name) => resolveFloatFormat(name, 'test').name) as [string, string];
  return unitFamily(family, 'test').resolve(...names, options, 'test');
}

/** Codes without choice: NaN, infinities, zeros, subnormals come as often as they fill the format. */
function anyCodes(format: string, count: number, stream: number): string {
  const bits = bitsOf(resolveFloatFormat(format, 'test'));
  const digits = 2 * Math.ceil(bits / 8);
  return Array.from({ length: count }, (_, i) =>
    (randomWord(3, stream, i) >>> (32 - bits)).toString(16).padStart(bits === 4 ? 1 : digits, '0'),
  ).join('');
}

/** Rows of many lengths, in no order. */
function rowsOf(unit: DotProductUnit, count: number) {
  return Array.from({ length: count }, (_, i) => {
    const k = randomWord(4, 0, i) % 70;
    return {
      a: anyCodes(unit.aFormat, k, 3 * i + 1),
      b: anyCodes(unit.bFormat, k, 3 * i + 2),
      c: anyCodes(resultFormat(unit), 1, 3 * i + 3),
    };
  });
}

function plainAnswers(unit: DotProductUnit, text: string): string {
  const answer = dotLine({ unit, scale: 0 }, createTally());
  return linesOf({ bytes: Buffer.from(text), firstLine: 1 })
    .map((line, i) => `${answer(line, i + 1)}\n`)
    .join('');
}

function fastAnswers(unit: DotProductUnit, text: string): string | undefined {
  return dotBlocks({ unit, scale: 0 }, createTally())({ bytes: Buffer.from(text), firstLine: 1 })?.toString();
}

describe('a block answered at once is answered as line by line', () => {
  it.each([
    ['hopper', 'e4m3', 'e4m3', {}],
    ['hopper', 'e5m2', 'e4m3', {}],
    ['hopper', 'e5m2', 'e5m2', { accumulator: 'float16' }],
    ['blackwell', 'float4_e2m1fn', 'e5m2', {}],
    ['ada', 'float16', 'float16', {}],
    ['cdna3', 'f152', 'f143', {}],
    ['fma', 'e4m3', 'float32', {}],
    ['exsdotp', 'e5m2', 'float8_e4m3', {}],
    ['exact', 'e5m2', 'e5m2', {}],
    ['hopper', 'e4m3', 'e4m3', { promotion: 32 }],
    ['blackwell-mx', 'e4m3', 'e5m2', {}],
    ['ipu21-amp', 'f152', 'f143', { overflow: 'clip' }],
    ['ipu21-amp', 'float16', 'float16', { overflow: 'infinity', accumulator: 'float32' }],
  ] as const)('%s %s × %s %j', (family, a, b, options) => {
    const unit = unitOf(family, a, b, options);
    const text = rowsOf(unit, 300)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join('');
    expect(fastAnswers(unit, text)).toBe(plainAnswers(unit, text));
  });
});

describe('a line may be written in any way', () => {
  const unit = unitOf('hopper', 'e4m3', 'e4m3');
  const three = '{"d":"40400000"}\n';

  it.each([
    ['{"a":"3840","b":"3838"}\n'],
    ['{"a":"3840","b":"3838"}'],
    ['{"a":"3840","b":"3838","c":"00000000"}\r\n'],
    [' { "c" : "00000000" , "b" : "3838" ,\t"a" : "3840" } \n'],
    ['{"b":"3838","a":"3840"}\r\n'],
    ['{"\\u0061":"3840","b":"3838"}\n'],
  ])('%j is for the fast way', (text) => {
    expect(fastAnswers(unit, text)).toBe(three);
    expect(plainAnswers(unit, text)).toBe(three);
  });

  it.each([
    ['{"a":"384","b":"383"}\n'],
    ['{"a":"3840","b":"3838","r":"0"}\n'],
    ['{"a":"38","b":"3838"}\n'],
    ['{"a":"3g","b":"38"}\n'],
    ['{"a":"38","b":"38","c":"0000"}\n'],
    ['{"a":"38","b":"38","c":"0000000000000000"}\n'],
    ['{"a":"38","b":"38","c":""}\n'],
    ['{"a":"38","b":"38"}x\n'],
    ['{"a":"38","b":"38"\n'],
    ['{"a":"38"}\n'],
    ['{"a":"38","a":"3840","b":"3838"}\n'],
    ['{"a":"3840","b":"3838","id":1,"id":1}\n'],
    ['{"a":"3840","\\u0061":"3840","b":"3838"}\n'],
    ['{"a":"38","b":"38\n'],
    ['\n'],
  ])('%j is refused by the plain way, and left to it', (text) => {
    expect(fastAnswers(unit, text)).toBeUndefined();
    expect(() => plainAnswers(unit, text)).toThrow();
  });

  it('a code of more bits than its format is left to the plain way too', () => {
    const spelled = unitOf('fma', 'float6_e3m2fn', 'float6_e3m2fn');
    expect(fastAnswers(spelled, '{"a":"1f","b":"0c"}\n')).toBe('{"d":"41e00000"}\n');
    expect(fastAnswers(spelled, '{"a":"4f","b":"0c"}\n')).toBeUndefined();
  });
});

it('100,000 rows of 32 go through Hopper, each answer in its place', () => {
  const unit = unitOf('hopper', 'e4m3', 'e4m3');
  const lines = rowsOf(unit, 200).map((row) => `${JSON.stringify(row)}\n`);
  const answers = outputOf(['dot', '--unit', 'hopper', '--a-format', 'e4m3'], { input: lines.join('').repeat(500) });
  expect(answers).toBe(plainAnswers(unit, lines.join('')).repeat(500));
});
