/**
 * The top module: instances of blocks, stage by stage, and the pipeline registers between them. A signal that lives on
 * behind a register keeps its name with the number of that register behind it: `product`, `product_2`.
 */
import { type RtlModule, type RtlPort, range } from './module.js';
import { type Datapath, type Placed, type Signal, signalAt, signalsOf } from './pipeline.js';

/** A datapath cut into stages. */
interface CutDatapath {
  readonly datapath: Datapath;
  readonly signals: ReadonlyMap<string, Signal>;
  /** Sections behind which a register stands; the last is the output's. */
  readonly cuts: readonly number[];
}

/** @param cuts sections behind which a register stands; the last is the output's @param header lines of comment */
export function topText(
  datapath: Datapath,
  cuts: readonly number[],
  outputBits: number,
  header: readonly string[],
): string {
  const cut: CutDatapath = { datapath, signals: signalsOf(datapath), cuts };
  const ports = datapath.inputs.map(({ name, bits, about }) => `  input  wire [${bits - 1}:0] ${name},  // ${about}`);
  return [
    ...header.map((line) => `// ${line}`.trimEnd()),
    'module dot_product (',
    '  input  wire clk,',
    ...ports,
    `  output reg  [${outputBits - 1}:0] d  // result, ${cuts.length} clock ${cuts.length === 1 ? 'edge' : 'edges'} later`,
    ');',
    '  genvar i;',
    ...cuts.flatMap((_, stage) => stageLines(cut, stage)).map((line) => (line === '' ? '' : `  ${line}`)),
    'endmodule',
    '',
  ].join('\n');
}

/** Registers that stand before a section. */
function stageOf(section: number, { cuts }: CutDatapath): number {
  return cuts.filter((cut) => cut < section).length;
}

/** A signal as a stage has it. */
function nameAt({ name, from }: Signal, stage: number, cut: CutDatapath): string {
  return stage === stageOf(from, cut) ? name : `${name}_${stage}`;
}

function stageLines(cut: CutDatapath, stage: number): string[] {
  const { sections, placed } = cut.datapath;
  const [first, last] = [stage === 0 ? 0 : (cut.cuts[stage - 1] as number) + 1, cut.cuts[stage] as number];
  const names = sections.slice(first, last + 1).map(({ name }) => name);
  const blocks = placed.filter(({ section }) => names.includes(section));
  return [
    '',
    `// Stage ${stage + 1} of ${cut.cuts.length}: ${names.join(', ')}.`,
    ...blocks.flatMap((block) => instanceLines(cut, stage, block)),
    ...(stage === cut.cuts.length - 1 ? outputLines(cut, stage) : registerLines(cut, stage)),
  ];
}

function instanceLines(cut: CutDatapath, stage: number, block: Placed): string[] {
  const { module, lanes, label = module.name } = block;
  const signal = (port: RtlPort) => cut.signals.get(signalAt(block, port.name)) as Signal;
  const wires = module.ports
    .filter(({ direction }) => direction === 'output')
    .map((port) => `wire ${declared(signal(port))}${signal(port).name};`);
  const connections = module.ports.map((port) => {
    const lane = lanes !== undefined && signal(port).inLanes ? laneOf(signal(port)) : '';
    return `.${port.name}(${nameAt(signal(port), stage, cut)}${lane})`;
  });
  if (lanes === undefined) return [...wires, `${module.name} ${label} (`, ...listed(connections, '  '), ');', ''];
  return [
    ...wires,
    `for (i = 0; i < ${lanes}; i = i + 1) begin : ${label}`,
    `  ${module.name} lane (`,
    ...listed(connections, '    '),
    '  );',
    'end',
    '',
  ];
}

/** Its vector, where it is one: inputs always are. */
function declared({ inLanes, laneBits, from, bits }: Signal): string {
  return inLanes || laneBits !== undefined || from === -1 ? range(bits) : '';
}

function laneOf({ laneBits }: Signal): string {
  return laneBits === undefined ? '[i]' : `[i*${laneBits} +: ${laneBits}]`;
}

/** Longest line of connections. */
const WIDTH = 100;

/** Several connections a line. */
function listed(connections: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const [i, connection] of connections.entries()) {
    const text = i === connections.length - 1 ? connection : `${connection},`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length < WIDTH) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(`${indent}${text}`);
  }
  return lines;
}

function outputLines(cut: CutDatapath, stage: number): string[] {
  const result = cut.signals.get(cut.datapath.result) as Signal;
  return [`always @(posedge clk) d <= ${nameAt(result, stage, cut)};`];
}

/** What lives on behind a stage; in the first, what a product with a zero holds stands apart. */
function registerLines(cut: CutDatapath, stage: number): string[] {
  const { held, sections } = cut.datapath;
  const next = stage + 1;
  const living = [...cut.signals.values()].filter(
    ({ from, until }) => stageOf(from, cut) <= stage && until < sections.length && stageOf(until, cut) >= next,
  );
  const isHeld = ({ name }: Signal) => stage === 0 && held?.signals.includes(name) === true;
  const assigned = (signal: Signal, lane: string) =>
    `${signal.name}_${next}${lane} <= ${nameAt(signal, stage, cut)}${lane};`;
  return [
    ...living.map((signal) => `reg ${declared(signal)}${signal.name}_${next};`),
    'always @(posedge clk) begin',
    ...living.filter((signal) => !isHeld(signal)).map((signal) => `  ${assigned(signal, '')}`),
    'end',
    ...heldLines(
      cut.datapath,
      living.filter(isHeld).map((signal) => assigned(signal, laneOf(signal))),
    ),
  ];
}

function heldLines({ held, lanes }: Datapath, assignments: readonly string[]): string[] {
  if (held === undefined || assignments.length === 0) return [];
  return [
    '// a product with a zero holds what the multiplier saw before',
    `for (i = 0; i < ${lanes}; i = i + 1) begin : registers_held`,
    '  always @(posedge clk) begin',
    `    if (!${held.by}[i]) begin`,
    ...assignments.map((line) => `      ${line}`),
    '    end',
    '  end',
    'end',
  ];
}

/** The modules of a datapath, each once. */
export function modulesOf({ placed }: Datapath): RtlModule[] {
  return [...new Map(placed.map(({ module }) => [module.name, module])).values()];
}
