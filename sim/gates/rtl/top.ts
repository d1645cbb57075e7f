/**
 * The top module: instances of blocks, stage by stage, and the pipeline registers between them. A signal that lives on
 * behind a register keeps its name with the number of that register behind it: `product`, `product_2`.
 */
import type { RtlModule } from './module.js';
import { range } from './module.js';
import { type Datapath, type Placed, type Signal, signalAt, signalsOf } from './pipeline.js';

/** @param cuts sections behind which a register stands; the last is the output's @param header lines of comment */
export function topText(
  datapath: Datapath,
  cuts: readonly number[],
  outputBits: number,
  header: readonly string[],
): string {
  const signals = signalsOf(datapath);
  const stages = cuts.map((_, stage) => stageLines(datapath, signals, cuts, stage));
  const ports = datapath.inputs.map(({ name, bits, about }) => `  input  wire [${bits - 1}:0] ${name},  // ${about}`);
  return [
    ...header.map((line) => `// ${line}`.trimEnd()),
    'module dot_product (',
    '  input  wire clk,',
    ...ports,
    `  output reg  [${outputBits - 1}:0] d  // result, ${cuts.length} clock ${cuts.length === 1 ? 'edge' : 'edges'} later`,
    ');',
    '  genvar i;',
    ...stages.flat().map((line) => (line === '' ? '' : `  ${line}`)),
    'endmodule',
    '',
  ].join('\n');
}

/** Registers before it that a section reads behind. */
function stageOf(section: number, cuts: readonly number[]): number {
  return cuts.filter((cut) => cut < section).length;
}

/** A signal as a stage has it. */
function nameAt({ name, from }: Signal, stage: number, cuts: readonly number[]): string {
  return stage === stageOf(from, cuts) ? name : `${name}_${stage}`;
}

function stageLines(
  datapath: Datapath,
  signals: ReadonlyMap<string, Signal>,
  cuts: readonly number[],
  stage: number,
): string[] {
  const { sections, placed } = datapath;
  const [first, last] = [stage === 0 ? 0 : (cuts[stage - 1] as number) + 1, cuts[stage] as number];
  const names = sections.slice(first, last + 1).map(({ name }) => name);
  const blocks = placed.filter(({ section }) => names.includes(section));
  return [
    '',
    `// Stage ${stage + 1} of ${cuts.length}: ${names.join(', ')}.`,
    ...blocks.flatMap((block) => instanceLines(datapath, signals, cuts, stage, block)),
    ...registerLines(datapath, signals, cuts, stage),
  ];
}

function instanceLines(
  { lanes }: Datapath,
  signals: ReadonlyMap<string, Signal>,
  cuts: readonly number[],
  stage: number,
  block: Placed,
): string[] {
  const { module, lanes: copies, label = module.name } = block;
  const made = module.ports
    .filter(({ direction }) => direction === 'output')
    .map((port) => signals.get(signalAt(block, port.name)) as Signal);
  const wires = made.map(
    (signal) => `wire ${signal.inLanes || signal.laneBits !== undefined ? range(signal.bits) : ''}${signal.name};`,
  );
  const connections = module.ports.map((port) => {
    const signal = signals.get(signalAt(block, port.name)) as Signal;
    const name = nameAt(signal, stage, cuts);
    return `.${port.name}(${name}${copies === undefined || !signal.inLanes ? '' : laneOf(signal)})`;
  });
  if (copies === undefined) return [...wires, `${module.name} ${label} (`, ...listed(connections, '  '), ');', ''];
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

function laneOf({ laneBits }: Signal): string {
  return laneBits === undefined ? '[i]' : `[i*${laneBits} +: ${laneBits}]`;
}

/** Several connections a line, up to a width. */
function listed(connections: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const [i, connection] of connections.entries()) {
    const text = i === connections.length - 1 ? connection : `${connection},`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length < 100) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(`${indent}${text}`);
  }
  return lines;
}

function registerLines(
  { held, result, lanes, sections }: Datapath,
  signals: ReadonlyMap<string, Signal>,
  cuts: readonly number[],
  stage: number,
): string[] {
  const next = stage + 1;
  if (next === cuts.length)
    return [`always @(posedge clk) d <= ${nameAt(signals.get(result) as Signal, stage, cuts)};`];
  const living = [...signals.values()].filter(
    ({ from, until }) => stageOf(from, cuts) <= stage && until < sections.length && stageOf(until, cuts) >= next,
  );
  const across = (signal: Signal) => ({ ...signal, now: nameAt(signal, stage, cuts), later: `${signal.name}_${next}` });
  const isHeld = ({ name }: Signal) => stage === 0 && held !== undefined && held.signals.includes(name);
  const [kept, free] = [living.filter(isHeld).map(across), living.filter((signal) => !isHeld(signal)).map(across)];
  const declared = [...kept, ...free].map((signal) => {
    const isVector = signal.inLanes || signal.laneBits !== undefined || signal.from === -1;
    return `reg ${isVector ? range(signal.bits) : ''}${signal.later};`;
  });
  return [
    ...declared,
    'always @(posedge clk) begin',
    ...free.map(({ now, later }) => `  ${later} <= ${now};`),
    'end',
    ...(kept.length === 0 || held === undefined
      ? []
      : [
          '// a product with a zero holds what the multiplier saw before',
          `for (i = 0; i < ${lanes}; i = i + 1) begin : registers_held`,
          '  always @(posedge clk) begin',
          `    if (!${held.by}[i]) begin`,
          ...kept.map((signal) => `      ${signal.later}${laneOf(signal)} <= ${signal.now}${laneOf(signal)};`),
          '    end',
          '  end',
          'end',
        ]),
  ];
}

/** The modules of a datapath, each once. */
export function modulesOf({ placed }: Datapath): RtlModule[] {
  return [...new Map(placed.map(({ module }) => [module.name, module])).values()];
}
