/** `octile formats [NAME]`: what formats there are; properties and values of one. */
import { BLOCK_FORMATS, BLOCK_SCALE_RULES, type BlockFormat } from '../../models/formats/block-formats.js';
import { FORMAT_ALIASES, FORMATS } from '../../models/formats/catalogue.js';
import {
  bitsOf,
  dynamicRangeDb,
  type FloatFormat,
  maxFinite,
  minPositive,
  type NumberFormat,
} from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { signalToNoiseDb } from '../../models/formats/signal-to-noise.js';
import { textPairs, textTable } from '../../reports/export/text-table.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import { hexDigits, toHex } from '../../stages/streams/hex.js';
import { type Command, print } from '../command.js';

interface Options {
  name: string | undefined;
  json: boolean;
}

export const formatsCommand: Command<Options> = {
  command: 'formats [name]',
  describe: 'number formats; with a name its properties and, up to 8 bits, all values',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'name, alias or spelling' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile formats 1.3.4:bias=11', 'a spelled format: sign, 3 exponent bits, 4 mantissa bits'),
  handler: ({ name, json }) => {
    if (name === undefined) return print(json ? JSON.stringify(FORMATS, null, 2) : listing());
    const block = BLOCK_FORMATS.find((candidate) => candidate.name === name);
    if (block !== undefined) return print(json ? JSON.stringify(block, null, 2) : blockDetails(block));
    const format = resolveFormat(name, 'NAME');
    print(
      json ? JSON.stringify({ ...format, ...derived(format), values: jsonValues(format) }, null, 2) : details(format),
    );
  },
};

function listing(): string {
  const aliases = (name: string) =>
    Object.entries(FORMAT_ALIASES)
      .filter(([, target]) => target === name)
      .map(([alias]) => alias)
      .join(', ');
  const rows = FORMATS.map(({ format, source }) => [
    format.name,
    aliases(format.name),
    String(bitsOf(format)),
    format.kind === 'float' ? `1.${format.exponentBits}.${format.mantissaBits}`.slice(format.signed ? 0 : 2) : '',
    format.kind === 'float' ? String(format.bias) : '',
    shortNumber(maxFinite(format)),
    shortNumber(minPositive(format)),
    dynamicRangeDb(format).toFixed(1),
    signalToNoiseDb(format).toFixed(1),
    source,
  ]);
  const head = ['format', 'alias', 'bits', 's.E.M', 'bias', 'largest', 'smallest', 'D (dB)', 'SNR (dB)', 'source'];
  const blocks = BLOCK_FORMATS.map(({ name, element, scale, block }) => [name, element, scale, String(block)]);
  return [
    textTable(head, rows),
    'P3109’s draft (Interim Report 4.0) by its names, binary<K>p<P><s|u><e|f>: binary6p3sf, binary8p1ue; K from 3 to 16.',
    'Any other is spelled: 1.3.4:bias=11, 1.4.3:nan=ieee,inf=ieee, 0.8.0, 1.5.2:subnormals=no, int8:step=2^-5.',
    textTable(['blocks', 'element', 'scale', 'elements a scale'], blocks),
  ].join('\n\n');
}

function blockDetails({ name, element, scale, block }: BlockFormat): string {
  const isPowerOfTwo = scale === 'float8_e8m0fnu';
  return textPairs([
    ['format', name],
    ['source', isPowerOfTwo ? 'OCP MX v1.0' : 'NVIDIA, “Introducing NVFP4”, 2025; PTX ISA (mxf4nvf4)'],
    ['elements', `${block} of ${element}`],
    ['scale', isPowerOfTwo ? `${scale}, by the rule ${BLOCK_SCALE_RULES.join(', ')}` : `${scale}, unsigned; amax / 6`],
  ]);
}

function derived(format: NumberFormat) {
  return {
    bits: bitsOf(format),
    largest: maxFinite(format),
    smallest: minPositive(format),
    dynamicRangeDb: dynamicRangeDb(format),
    signalToNoiseDb: signalToNoiseDb(format),
  };
}

function details(format: NumberFormat): string {
  const known = FORMATS.find((entry) => entry.format === format)?.source;
  const source = known ?? (format.name.startsWith('binary') ? 'P3109 interim report 4.0, a draft' : 'spelled');
  const pairs: [string, string][] = [
    ['format', format.name],
    ['source', source],
    ['bits', String(bitsOf(format))],
    ...ownPairs(format),
    ['largest finite', shortNumber(maxFinite(format))],
    ['smallest above zero', shortNumber(minPositive(format))],
    ['dynamic range', `${dynamicRangeDb(format).toFixed(1)} dB (largest over smallest)`],
    ['signal to noise', `${signalToNoiseDb(format).toFixed(1)} dB (${signalText(format)})`],
  ];
  const values = bitsOf(format) <= 8 ? `\n\n${valueTable(format)}` : '';
  return textPairs(pairs) + values;
}

function signalText(format: NumberFormat): string {
  if (format.kind === 'tapered') return 'of its significant bits next to 1; Noune et al. 2022';
  const isFloating = format.kind === 'float' && format.exponentBits > 0;
  return isFloating ? 'of its significant bits; Noune et al. 2022' : 'of N(0,1), clipping included; Noune et al. 2022';
}

function ownPairs(format: NumberFormat): [string, string][] {
  switch (format.kind) {
    case 'float':
      return floatPairs(format);
    case 'integer':
      return [['step', `2^${format.stepExponent}`]];
    case 'tapered':
      return [['precision', 'tapered: most bits next to 1, fewest at the ends']];
  }
}

function floatPairs(format: FloatFormat): [string, string][] {
  return [
    ['exponent bits', String(format.exponentBits)],
    ['mantissa bits', String(format.mantissaBits)],
    ['bias', String(format.bias)],
    ['negative zero', format.negativeZero ? 'yes' : 'no'],
    ['subnormals', format.subnormals ? 'yes' : 'no'],
    ['infinities', format.infinities],
    ['NaN', format.nan],
  ];
}

/** Every code and its value, eight to a line. */
function valueTable(format: NumberFormat): string {
  const digits = hexDigits(format);
  const cells = Array.from(
    { length: 2 ** bitsOf(format) },
    (_, code) => `${toHex(code, digits)} ${valueText(decode(format, code))}`,
  );
  const width = Math.max(...cells.map((cell) => cell.length)) + 2;
  const perLine = Math.max(1, Math.floor(110 / width));
  const lines: string[] = [];
  for (let i = 0; i < cells.length; i += perLine)
    lines.push(
      cells
        .slice(i, i + perLine)
        .map((cell) => cell.padEnd(width))
        .join('')
        .trimEnd(),
    );
  return lines.join('\n');
}

function valueText(value: number): string {
  return Object.is(value, -0) ? '-0' : shortNumber(value);
}

/** Exact where six digits are exact, else six digits. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function jsonValues(format: NumberFormat): (number | string)[] | undefined {
  if (bitsOf(format) > 8) return undefined;
  return Array.from({ length: 2 ** bitsOf(format) }, (_, code) => {
    const value = decode(format, code);
    return Number.isFinite(value) && !Object.is(value, -0) ? value : valueText(value);
  });
}
