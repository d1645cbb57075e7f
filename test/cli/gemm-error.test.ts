/** `octile gemm --operands`: what each unit's accumulation loses on given operands, beside each other. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomNormal } from '../../runtime/random.js';
import { outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const path = join(folder, 'operands.safetensors');
const [m, k, n] = [16, 256, 16];

/** A safetensors file: header length, header, float32 values. */
function writeOperands(path: string, [m, k, n]: readonly [number, number, number]): void {
  const values = Float32Array.from({ length: m * k + k * n }, (_, i) => randomNormal(5, 0, i));
  const entry = (shape: number[], from: number, to: number) => ({
    dtype: 'F32',
    shape,
    data_offsets: [4 * from, 4 * to],
  });
  const header = Buffer.from(JSON.stringify({ a: entry([m, k], 0, m * k), b: entry([k, n], m * k, m * k + k * n) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(path, Buffer.concat([length, header, Buffer.from(values.buffer)]));
}
writeOperands(path, [m, k, n]);

const sizes = ['--m', String(m), '--k', String(k), '--n', String(n), '--operands', path, '--format', 'e4m3'];
const units = 'hopper,hopper:promotion=64,exact';

interface Answer {
  readonly error: {
    readonly units: readonly { unit: string; byK: readonly { k: number; accumulation: { snrDb: number | null } }[] }[];
  };
}

describe('octile gemm --operands --unit with several units', () => {
  it('says in dB what each loses: Hopper most, promotion less, the exact sum next to nothing', () => {
    const { error } = JSON.parse(outputOf(['gemm', ...sizes, '--unit', units, '--json'])) as Answer;
    expect(error.units.map(({ unit }) => unit)).toEqual(units.split(','));
    const [hopper, promoted, exact] = error.units.map(({ byK }) => byK.at(-1)?.accumulation.snrDb ?? 0);
    expect(error.units[0]?.byK.map((entry) => entry.k)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
    expect(promoted).toBeGreaterThan((hopper ?? 0) + 2);
    expect(exact).toBeGreaterThan((promoted ?? 0) + 40);
  });

  it('shows them in one table, and against the length of the sums in another', () => {
    const text = outputOf(['gemm', ...sizes, '--unit', units]);
    expect(text).toMatch(/unit +into +operands \(dB\) +accumulation \(dB\) +total \(dB\)/);
    expect(text).toMatch(/k +operands +hopper +hopper:promotion=64 +exact\n/);
    expect(text).toMatch(/\n256 +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+\n/);
  });

  it.each([
    ['exact,hopper,exact', '--unit: expected each value once, got "exact" twice'],
    ['nope', '--unit: expected a unit (ipu21-amp'],
    ['hopper,', '--unit: expected a unit (ipu21-amp'],
    ['ipu21-amp', 'expected a pair of formats that ipu21-amp takes'],
  ])('refuses %s', (unit, sentence) => {
    expect(refusalOf(['gemm', ...sizes, '--unit', unit])).toContain(sentence);
  });

  it('refuses what a unit without a fast twin would take hours for', () => {
    const larger = join(folder, 'larger.safetensors');
    writeOperands(larger, [64, 2048, 64]);
    const large = ['--m', '64', '--k', '2048', '--n', '64', '--operands', larger];
    // Products around 2^-1000 are beyond float64.
    const format = ['--format', '1.4.3:bias=500'];
    expect(refusalOf(['gemm', ...large, ...format, '--unit', 'exact'])).toContain(
      'at most 4194304 multiply-accumulates for exact',
    );
  });
});
