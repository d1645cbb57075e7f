/** Lines of `octile convert`: other sources than float32, NaN into formats without one, blocks with scales. */
import { describe, expect, it } from 'vitest';
import { BLOCK_FORMATS, type BlockFormat } from '../../models/formats/block-formats.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { type BlockSetting, decodeBlockStream, encodeBlockStream } from '../../stages/streams/block-lines.js';
import { type EncodeSetting, encodeStream } from '../../stages/streams/convert-lines.js';
import { outputOf, refusalOf } from '../cli/octile.js';

const USUAL = {
  rule: { rounding: 'nearest-even', overflow: 'special' },
  bits: 8,
  nan: 'refuse',
  source: 'float32',
} as const;

function encoded(format: string, text: string, setting: Partial<EncodeSetting>): string {
  return encodeStream(resolveFormat(format), { ...USUAL, ...setting }).line(text, 1);
}

describe('numbers of other formats are rounded once', () => {
  it.each([
    // 1 + 2^-4 lies between 1 (38) and 1.125 (39) of E4M3; 2^-40 more are beyond float32.
    ['float64', '3ff1000000000000', '38'],
    ['float64', '3ff1000000001000', '39'],
    ['float64', 'bff1000000001000', 'b9'],
    ['float64', '7ff0000000000000', '7f'],
    ['float64', 'fff8000000000000', 'ff'],
    // Half of E4M3's smallest value, 2^-10, and one 2^-62 more.
    ['float64', '3f50000000000000', '00'],
    ['float64', '3f50000000000001', '01'],
    ['float16', '3c40', '38'],
    ['float16', '3c41', '39'],
    ['float16', 'fe00', 'ff'],
    ['bfloat16', '3f88', '38'],
    ['bfloat16', '3f89', '39'],
    ['bfloat16', 'bf80', 'b8'],
  ] as const)('%s %s', (source, text, expected) => {
    expect(encoded('e4m3', text, { source })).toBe(expected);
  });

  it('a number of another width is refused', () => {
    expect(() => encoded('e4m3', '3f800000', { source: 'float64' })).toThrow('expected 16 hex digits');
    expect(() => encoded('e4m3', '3f800000', { source: 'float16' })).toThrow('expected 4 hex digits');
    expect(() => encoded('e4m3', 'x'.repeat(16), { source: 'float64' })).toThrow('hex digits');
  });
});

describe('NaN into a format without one', () => {
  it.each([
    ['float4_e2m1fn', 'zero', '00'],
    ['float4_e2m1fn', 'largest', '07'],
    ['float6_e3m2fn', 'largest', '1f'],
    ['float6_e2m3fn', 'largest', '1f'],
    ['int8:step=2^-5', 'largest', '7f'],
  ] as const)('%s becomes %s', (format, nan, expected) => {
    expect(encoded(format, '7fc00000', { nan })).toBe(expected);
    expect(encoded(format, 'ffc00000', { nan })).toBe(expected);
  });

  it('is refused unless said, and overflow is no NaN', () => {
    expect(() => encoded('float4_e2m1fn', '7fc00000', {})).toThrow('--nan zero or largest gives one');
    expect(() => encoded('float4_e2m1fn', '7f800000', { nan: 'zero' })).toThrow('--overflow saturate');
  });
});

function blockFormat(name: string): BlockFormat {
  return BLOCK_FORMATS.find((format) => format.name === name) as BlockFormat;
}
const setting = (name: string, changes: Partial<BlockSetting> = {}): BlockSetting => ({
  format: blockFormat(name),
  rule: 'floor',
  tensorScale: 'none',
  ...changes,
});
const [SIX, THREE] = ['40c00000', '40400000'];

describe('a line of values becomes blocks', () => {
  it.each([
    // 6 / 6 = 1 in E4M3; then 6 and 3.
    [setting('nvfp4'), SIX + THREE, '38 75'],
    // float32(6 / 2688) = float32(1 / 448), above a block's scale of 448.
    [setting('nvfp4', { tensorScale: 'computed' }), SIX + THREE, '3b124925 7e 75'],
    // 448 = 1.75 · 2^8.
    [setting('mxfp8_e4m3'), '43e00000', '7f 7e'],
    [setting('mxfp8_e4m3', { rule: 'ceil' }), '43e00000', '80 76'],
    [setting('mxfp4_e2m1'), SIX + THREE, '7f 75'],
    [setting('mxint8'), '3f800000bfc00000', '7f 40a0'],
    [setting('mxint8'), '00000000', '00 00'],
  ] as const)('%o', (chosen, line, expected) => {
    expect(encodeBlockStream(chosen).line(line, 1)).toBe(expected);
  });

  it('a longer line becomes as many blocks as it fills', () => {
    const line = '3f800000'.repeat(33);
    expect(encodeBlockStream(setting('mxfp8_e4m3')).line(line, 1)).toBe(`7777 ${'78'.repeat(33)}`);
  });

  it('and comes back', () => {
    const decoded = (chosen: BlockSetting, line: string) => decodeBlockStream(chosen).line(line, 1);
    expect(decoded(setting('nvfp4'), '38 75')).toBe(SIX + THREE);
    expect(decoded(setting('nvfp4', { tensorScale: 'computed' }), '3f000000 38 75')).toBe('404000003fc00000');
    expect(decoded(setting('mxint8'), '80 40a0')).toBe('40000000c0400000');
    expect(decoded(setting('mxfp8_e4m3'), 'ff 38')).toBe('7fc00000');
  });

  it('other lines are refused', () => {
    expect(() => encodeBlockStream(setting('nvfp4')).line('', 1)).toThrow('line 1: expected float32 bits');
    expect(() => encodeBlockStream(setting('nvfp4')).line('3f80', 2)).toThrow('line 2');
    expect(() => decodeBlockStream(setting('nvfp4')).line('38', 3)).toThrow('line 3: expected scales and elements');
    expect(() => decodeBlockStream(setting('nvfp4')).line('3838 75', 4)).toThrow('expected 1 scales');
  });
});

describe('octile convert', () => {
  it('takes blocks, sources and NaN by options', () => {
    const input = `${SIX}${THREE}\n`;
    expect(outputOf(['convert', '--format', 'nvfp4', '--tensor-scale', 'computed'], { input })).toBe(
      '3b124925 7e 75\n',
    );
    expect(outputOf(['convert', '--format', 'e4m3', '--from', 'float16'], { input: '3c41\n' })).toBe('39\n');
    expect(outputOf(['convert', '--format', 'e2m1', '--nan', 'largest'], { input: '7fc00000\n' })).toBe('07\n');
  });

  it.each([
    [['--format', 'e4m3', '--scale-rule', 'up'], '--scale-rule: expected a block format beside it'],
    [['--format', 'nvfp4', '--scale-rule', 'up'], '--scale-rule: expected none'],
    [['--format', 'mxint8', '--tensor-scale', 'computed'], '--tensor-scale: expected nvfp4'],
    [['--format', 'mxint8', '--rounding', 'up'], '--rounding: expected none'],
    [['--format', 'mxint8', '--scale-rule', 'down'], '--scale-rule: expected one of floor, nearest, up, ceil, midmax'],
    [['--format', 'e4m3', '--nan', 'zero'], '--nan: expected a format without NaN, got float8_e4m3fn'],
    [['--format', 'e4m3', '--decode', '--from', 'float64'], '--from: expected no --decode beside it'],
    [['--format', 'e4m3', '--from', 'float8'], '--from: expected one of float32, float64, float16, bfloat16'],
  ])('%j is refused', (words, message) => {
    expect(refusalOf(['convert', ...words])).toContain(message);
  });
});
