/**
 * A test bench for a unit, and its vectors: one a line, the ports side by side in hexadecimal, with the result that the
 * model gives on top. A vector enters at each clock edge; its result is looked at `latency` edges later.
 */
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import type { RtlDesign } from './design.js';
import type { InputPort } from './pipeline.js';

/** Fields of a vector from the top: result, then the inputs in the reverse order of the ports. */
export function vectorBits({ inputs, outputBits }: RtlDesign): number {
  return inputs.reduce((bits, port) => bits + port.bits, outputBits);
}

export function benchText(design: RtlDesign, vectors: number): string {
  const { inputs, outputBits, latency, unit } = design;
  const fields = ['expected', ...inputs.map(({ name }) => name).reverse()];
  return [
    `// Test bench of ${unit.name}: vectors.hex through dot_product, each result compared with the model's.`,
    '`timescale 1ns / 1ps',
    'module dot_product_tb;',
    `  localparam VECTORS = ${vectors};`,
    `  localparam LATENCY = ${latency};`,
    `  reg [${vectorBits(design) - 1}:0] vectors [0:VECTORS - 1];`,
    `  reg [${outputBits - 1}:0] expected;`,
    ...inputs.map(({ name, bits }) => `  reg [${bits - 1}:0] ${name};`),
    '  reg clk;',
    `  wire [${outputBits - 1}:0] d;`,
    '  integer i, passed, failed;',
    '',
    `  dot_product unit (${['clk', ...inputs.map(({ name }) => name), 'd'].map((name) => `.${name}(${name})`).join(', ')});`,
    '',
    '  // what the result of vector i is, where it stands on top of its line',
    `  function [${outputBits - 1}:0] result_of(input integer index);`,
    `    result_of = vectors[index][${vectorBits(design) - 1}:${vectorBits(design) - outputBits}];`,
    '  endfunction',
    '',
    '  initial begin',
    '    $readmemh("vectors.hex", vectors);',
    '    clk = 0;',
    '    passed = 0;',
    '    failed = 0;',
    '    for (i = 0; i < VECTORS + LATENCY - 1; i = i + 1) begin',
    `      {${fields.join(', ')}} = vectors[i < VECTORS ? i : VECTORS - 1];`,
    '      #5 clk = 1;',
    '      #5 clk = 0;',
    '      if (i >= LATENCY - 1) begin',
    '        if (d === result_of(i - LATENCY + 1)) passed = passed + 1;',
    '        else begin',
    '          failed = failed + 1;',
    '          if (failed <= 10)',
    '            $display("vector %0d: expected %h, got %h", i - LATENCY + 1, result_of(i - LATENCY + 1), d);',
    '        end',
    '      end',
    '    end',
    '    $display("%0d passed, %0d failed", passed, failed);',
    '    $finish;',
    '  end',
    'endmodule',
    '',
  ].join('\n');
}

/** Lines of vectors.hex. @param results codes of the model, as many as there are steps */
export function vectorLines(
  design: RtlDesign,
  streams: OperandStreams,
  results: ArrayLike<number>,
  count: number,
): string {
  const digits = Math.ceil(vectorBits(design) / 4);
  return Array.from({ length: count }, (_, at) => {
    let line = BigInt(results[at] as number);
    for (const port of [...design.inputs].reverse()) line = (line << BigInt(port.bits)) | portValue(port, streams, at);
    return `${line.toString(16).padStart(digits, '0')}\n`;
  }).join('');
}

function portValue({ name, bits, laneBits }: InputPort, streams: OperandStreams, at: number): bigint {
  if (laneBits === undefined) return BigInt.asUintN(bits, BigInt(scalarValue(name, streams, at)));
  const codes = name === 'a' ? streams.a : streams.b;
  let value = 0n;
  for (let i = streams.productsPerStep - 1; i >= 0; i--) {
    value = (value << BigInt(laneBits)) | BigInt(codes[at * streams.productsPerStep + i] as number);
  }
  return value;
}

function scalarValue(name: string, streams: OperandStreams, at: number): number {
  const columns: Readonly<Record<string, ArrayLike<number> | undefined>> = {
    c: streams.c,
    a_format: streams.aFormat,
    b_format: streams.bFormat,
    scale: streams.scale,
    random: streams.random,
  };
  return columns[name]?.[at] ?? 0;
}

/** Whole cycles of all lanes that hold so many vectors. */
export function cyclesFor(vectors: number): number {
  return Math.ceil(vectors / LANES);
}
