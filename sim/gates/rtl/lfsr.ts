/**
 * Random bits for a stochastic unit: a linear-feedback shift register that goes on by as many steps a clock as a rounding
 * takes bits, so that no bit is used twice; and a wrapper that feeds them to the unit.
 * Left out of the unit itself, because many units of a chip may share one register.
 */
import { LFSR } from '../../../models/hardware/lfsr.js';
import type { RtlDesign, RtlFile } from './design.js';
import type { InputPort } from './pipeline.js';

/** Empty for units that draw no random bits. */
export function lfsrFiles({ inputs, outputBits }: Pick<RtlDesign, 'inputs' | 'outputBits'>): RtlFile[] {
  const random = inputs.find(({ name }) => name === 'random');
  if (random === undefined) return [];
  return [
    {
      name: 'lfsr.sv',
      about: `${random.bits} random bits a clock from a shift register of ${LFSR.bits} bits`,
      text: lfsrText(random.bits),
    },
    {
      name: 'dot_product_lfsr.sv',
      about: 'the unit with a register of its own in place of port random',
      text: wrapperText(inputs, outputBits),
    },
  ];
}

function lfsrText(steps: number): string {
  const { bits, taps, seed } = LFSR;
  return [
    `// Fibonacci shift register of maximal length: taps ${taps.join(', ')} (Xilinx XAPP 052), period 2^${bits} − 1.`,
    `// It goes on by ${steps} steps a clock, and its lowest bits, which these steps brought in, are the random ones.`,
    'module lfsr (',
    '  input  wire clk,',
    '  input  wire reset,  // synchronous; the state must not be 0',
    `  output wire [${steps - 1}:0] random`,
    ');',
    `  reg [${bits - 1}:0] state;`,
    `  wire [${bits - 1}:0] state_0 = state;`,
    ...Array.from({ length: steps }, (_, i) => {
      const feedback = taps.map((tap) => `state_${i}[${tap - 1}]`).join(' ^ ');
      return `  wire [${bits - 1}:0] state_${i + 1} = {state_${i}[${bits - 2}:0], ${feedback}};`;
    }),
    `  always @(posedge clk) state <= reset ? ${bits}'d${seed} : state_${steps};`,
    `  assign random = state[${steps - 1}:0];`,
    'endmodule',
    '',
  ].join('\n');
}

function wrapperText(inputs: readonly InputPort[], outputBits: number): string {
  const own = inputs.filter(({ name }) => name !== 'random');
  const random = inputs.find(({ name }) => name === 'random') as InputPort;
  return [
    '// dot_product with random bits of its own.',
    'module dot_product_lfsr (',
    '  input  wire clk,',
    '  input  wire reset,  // of the shift register',
    ...own.map(({ name, bits, about }) => `  input  wire [${bits - 1}:0] ${name},  // ${about}`),
    `  output wire [${outputBits - 1}:0] d`,
    ');',
    `  wire [${random.bits - 1}:0] random;`,
    '  lfsr lfsr (.clk(clk), .reset(reset), .random(random));',
    `  dot_product dot_product (${['clk', ...inputs.map(({ name }) => name), 'd'].map((name) => `.${name}(${name})`).join(', ')});`,
    'endmodule',
    '',
  ].join('\n');
}
