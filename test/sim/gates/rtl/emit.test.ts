/** Emitted code equals the model: thousands of random and hard vectors a unit, under Icarus Verilog. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HardwareUnit } from '../../../../models/hardware/hardware-unit.js';
import { LFSR } from '../../../../models/hardware/lfsr.js';
import { chosenHardware, type HardwareChoices, hardwareOf } from '../../../../models/hardware/of-unit.js';
import { HARDWARE_UNITS, hardwareUnit } from '../../../../models/hardware/presets.js';
import { isStochastic, ROUNDING_RULES } from '../../../../models/rounding.js';
import { resolveUnit, type UnitRequest } from '../../../../models/units/resolve-unit.js';
import { emitRtl } from '../../../../sim/gates/rtl/emit.js';
import { icarusIsThere, run, simulated } from './simulated.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-rtl-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CYCLES = 8;
const ALL = '1024 passed, 0 failed';

/** Presets with a few products, one of them whole: more of them are more of the same. */
const PRESETS = HARDWARE_UNITS.map((unit) => {
  const { datapath } = unit;
  const products = datapath.kind === 'integer' ? datapath.productsPerStep : datapath.unit.productsPerStep;
  return products > 4 && unit.name !== 'amp-f13' ? chosenHardware(unit, { products: 3 }) : unit;
});

function preset(name: string, choices: HardwareChoices): HardwareUnit {
  return chosenHardware(hardwareUnit(name, 'test'), choices);
}

function unitOf(request: UnitRequest, choices: HardwareChoices = {}): HardwareUnit {
  return chosenHardware(hardwareOf(resolveUnit(request)), choices);
}

const gated = { zeroGating: 'gated' } as const;
const VARIANTS = [
  ...[1, 2, 8].map((stages) => preset('amp-f13', { products: 2, stages })),
  ...[1, 4, 8].map((stages) => preset('amp-f143-exact', { products: 2, stages })),
  preset('amp-int8', { stages: 1 }),
  preset('amp-int8', { products: 3, stages: 2, ...gated }),
  preset('amp-f13', { products: 3, stages: 3, ...gated }),
  preset('amp-exact', { products: 3, stages: 3, ...gated }),
  preset('amp-f13', { products: 2, scaleRange: [-32, 31] }),
  preset('amp-exact', { products: 2, scaleRange: [-32, 31] }),
  unitOf({ family: 'hopper', a: 'e4m3', accumulator: 'float16' }, { products: 2, scaleRange: [-64, 63] }),
  preset('amp-f143-exact-fp32', { products: 2, scaleRange: [-32, 31] }),
  ...ROUNDING_RULES.map((rounding) =>
    unitOf({ family: 'fma', a: 'e5m2', accumulator: 'float16', rounding, randomBits: isStochastic(rounding) ? 5 : 0 }),
  ),
  unitOf({ family: 'ipu21-amp', a: 'f152', overflow: 'clip' }, { products: 2 }),
  unitOf({ family: 'ipu21-amp', a: 'f143', b: 'f152', overflow: 'ieee', rounding: 'toward-zero' }, { products: 2 }),
  unitOf({ family: 'fma', a: '1.3.4:bias=11', b: '1.4.3:bias=-3,nan=ieee,inf=ieee', accumulator: 'bfloat16' }),
  unitOf({ family: 'blackwell', a: 'float4_e2m1fn', b: 'e5m2' }, { products: 4 }),
  unitOf({ family: 'hopper', a: 'e5m2', b: 'e4m3', accumulator: 'float16' }, { products: 3 }),
];

describe.skipIf(!icarusIsThere)('emitted code (skipped where Icarus Verilog is not installed)', () => {
  it.each([...PRESETS, ...VARIANTS].map((unit) => ({ name: unit.name, unit })))(
    'of $name is the model, bit for bit',
    ({ name, unit }) => {
      expect(simulated(unit, CYCLES, join(folder, name))).toBe(ALL);
    },
  );

  /** In a file, what is replaced by what. */
  it.each([
    ['multiply.sv', 'a_sign ^ b_sign', 'a_sign | b_sign'],
    ['align_exponent.sv', '> larger_0_1', '< larger_0_1'],
    ['align_product.sv', '>> distance', '>>> (distance + 1)'],
    ['add_compress.sv', 'carry_0 = {majority_0[16:0], sign[0]}', "carry_0 = {majority_0[16:0], 1'b0}"],
    ['add_magnitude.sv', "{16{1'b0}}, negative}", "{16{1'b0}}, 1'b0}"],
    ['normalise.sv', 'limit[4:0]', 'count'],
    ['round.sv', '(sticky | significand[0])', 'significand[0]'],
    ['round.sv', 'special_nan ?', "1'b0 ?"],
    ['dot_product.sv', 'special_nan_1 <= special_nan;', "special_nan_1 <= 1'b0;"],
  ])('with a fault planted in %s is found out: %s becomes %s', (file, from, to) => {
    const unit = preset('amp-f13', { products: 2 });
    const planted = (name: string, text: string) => (name === file ? replacedOnce(text, from, to) : text);
    expect(simulated(unit, CYCLES, join(folder, 'fault'), planted)).not.toBe(ALL);
  });
});

/** Bit by bit, the newest lowest. */
function shiftRegister(steps: number): number {
  let state = BigInt(LFSR.seed);
  for (let step = 0; step < steps; step++) {
    const feedback = LFSR.taps.reduce((bit, tap) => bit ^ ((state >> BigInt(tap - 1)) & 1n), 0n);
    state = ((state << 1n) | feedback) & (2n ** BigInt(LFSR.bits) - 1n);
  }
  return Number(state);
}

describe.skipIf(!icarusIsThere)('random bits (skipped where Icarus Verilog is not installed)', () => {
  it('are the shift register’s, five further at each clock', () => {
    const place = join(folder, 'lfsr');
    const design = emitRtl(VARIANTS.find(({ name }) => name.includes('stochastic5')) as HardwareUnit);
    mkdirSync(place);
    for (const { name, text } of [...design.files, ...design.beside]) writeFileSync(join(place, name), text);
    writeFileSync(join(place, 'bench.sv'), LFSR_BENCH);
    run('iverilog', ['-g2012', '-s', 'bench', '-o', 'bench.vvp', ...readdirSync(place)], place);
    const states = run('vvp', ['-n', 'bench.vvp'], place)
      .trim()
      .split('\n')
      .map((line) => Number.parseInt(line, 16));
    expect(states).toEqual(Array.from({ length: 100 }, (_, clock) => shiftRegister(5 * clock)));
  });
});

/** The wrapper with its operands at 0: its register's state at each clock behind a reset. */
const LFSR_BENCH = `module bench;
  reg clk = 0, reset = 1;
  integer i;
  dot_product_lfsr unit (.clk(clk), .reset(reset), .a(8'd0), .b(8'd0), .c(16'd0));
  initial begin
    #1 clk = 1; #1 clk = 0; reset = 0;
    for (i = 0; i < 100; i = i + 1) begin
      $display("%h", unit.lfsr.state);
      #1 clk = 1; #1 clk = 0;
    end
    $finish;
  end
endmodule
`;

function replacedOnce(text: string, from: string, to: string): string {
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, to);
}

describe('an exact sum', () => {
  // f143: eight times 240² is 460,800, with float16's 65,504 above 2^19: bits 19 … −24 (float16's least), and a sign.
  // f152: eight times 57,344² is 24.5 · 2^30, with float16's 65,504 below 2^35: bits 34 … −34 (2^−17 squared), and a sign.
  it.each([
    ['amp-f143-exact', 45],
    ['amp-exact', 70],
  ])('of %s is %i bits wide, sign included', (name, bits) => {
    const sum = emitRtl(hardwareUnit(name, 'test')).files.find((file) => file.name === 'add_sum.sv');
    expect(sum?.text).toContain(`output wire [${bits - 1}:0] total`);
  });
});

it('emitted text is ASCII, which every tool reads', () => {
  const { files, beside } = emitRtl(VARIANTS.find(({ name }) => name.includes('stochastic5')) as HardwareUnit);
  expect(beside).toHaveLength(2);
  for (const { text } of [...files, ...beside]) expect(text).toMatch(/^[\n -~]*$/);
});

describe('register stages', () => {
  it('are as many as asked for, and the last is the output', () => {
    for (const stages of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const design = emitRtl(preset('ampere-fp16', { stages }));
      expect(design.latency).toBe(stages);
      expect(design.stages.flat()).toHaveLength(9);
      expect(design.registerBits.at(-1)).toBe(32);
    }
  });

  it('of the unit with seven stand behind each block but decode and sum', () => {
    expect(emitRtl(hardwareUnit('ampere-fp16', 'test')).stages).toEqual([
      ['decode', 'multiply'],
      ['exponent'],
      ['align', 'compress'],
      ['sum'],
      ['magnitude'],
      ['normalise'],
      ['round'],
    ]);
  });
});

it('the code of a decoder reads as this', () => {
  const decode = emitRtl(preset('fma-fp8', {})).files.find(({ name }) => name === 'decode.sv');
  expect(
    decode?.text
      .split('\n')
      .filter((line) => !line.startsWith('//'))
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "module decode (
      input  wire [7:0] code,  // as the format has it
      output wire sign,  // 1 for negative
      output wire [4:0] exponent,  // 1 to 30
      output wire [2:0] significand,  // 2 bits below the hidden one
      output wire zero,  // the value is zero
      output wire nan,  // the code is a NaN
      output wire infinite  // the code is an infinity
    );
      // float8_e5m2: 5 exponent bits, 2 mantissa bits, bias 15; the top field is no number
      wire hidden = |code[6:2];
      wire [4:0] effective = code[6:2] | {{4{1'b0}}, ~hidden};
      wire [2:0] whole = {hidden, code[1:0]};
      assign sign = code[7];
      assign exponent = effective;
      assign significand = whole;
      assign zero = ~|significand;
      assign nan = &code[6:2] & |code[1:0];
      assign infinite = code[6:0] == 7'd124;
    endmodule
    "
  `);
});
