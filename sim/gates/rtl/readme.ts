/** What a reader of an emitted folder must know: ports, stages, files, and how to run the test bench. */
import { vectorBits } from './bench.js';
import type { RtlDesign } from './design.js';

export function readmeText(design: RtlDesign, vectors: number): string {
  const { unit, latency, files, beside, inputs, outputBits } = design;
  return [
    `# ${unit.name}`,
    '',
    `${unit.summary}. Source: ${unit.source}.`,
    '',
    `A result stands at \`d\` ${latency} rising ${latency === 1 ? 'edge' : 'edges'} of \`clk\` after its operands; new operands at every edge. No reset: what the registers begin with is gone after ${latency}.`,
    '',
    '## Ports',
    '',
    ...table(
      ['port', 'bits', 'what'],
      [
        ['clk', '1', 'clock'],
        ...inputs.map(({ name, bits, about }) => [name, String(bits), about]),
        ['d', String(outputBits), 'result'],
      ],
    ),
    '',
    ...formatLines(design),
    '## Stages',
    '',
    ...table(['stage', 'blocks', 'flip-flops behind it'], stageRows(design)),
    '',
    'Registers stand where they make the deepest stage shallow (by an estimate of gates, before synthesis), and of nearly equal places where they are fewest.',
    '',
    '## Files',
    '',
    ...table(
      ['file', 'what'],
      [
        ...[...files, ...beside].map(({ name, about }) => [name, about]),
        ['dot_product_tb.sv', 'test bench: each vector through the unit, compared with the model'],
        [
          'vectors.hex',
          `${vectors} vectors, one a line of ${vectorBits(design)} bits: result, then the ports from the last to \`a\``,
        ],
      ],
    ),
    '',
    '## To run it',
    '',
    '```',
    'iverilog -g2012 -s dot_product_tb -o dot_product_tb *.sv && vvp dot_product_tb',
    'verilator --binary --timing -Wno-fatal --top-module dot_product_tb *.sv && obj_dir/Vdot_product_tb',
    '```',
    '',
    'Each prints `N passed, N failed`.',
    '',
  ].join('\n');
}

/** Which index selects which format. */
function formatLines({ unit }: RtlDesign): string[] {
  if (unit.datapath.kind === 'integer') return [];
  const { aFormats, bFormats } = unit.datapath;
  const of = (port: string, names: readonly string[]) =>
    names.length > 1 ? [`\`${port}\`: ${names.map((name, i) => `${i} ${name}`).join(', ')}.`, ''] : [];
  return [...of('a_format', aFormats), ...of('b_format', bFormats)];
}

function stageRows({ stages, registerBits }: RtlDesign): string[][] {
  return stages.map((sections, i) => [String(i + 1), sections.join(', '), String(registerBits[i])]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
