/**
 * A datapath as blocks in the order in which operands meet them, and the registers between: which signals live across
 * a cut, and where a given number of cuts should be.
 * The cuts chosen make the deepest stage as shallow as can be; among those that are at most a tenth worse, the one
 * with the fewest flip-flops. Depths are estimates in gates (depth.ts), made before any synthesis.
 */
import type { RtlModule } from './module.js';

/** A block placed in the datapath; with lanes one instance a product. */
export interface Placed {
  readonly module: RtlModule;
  /** Of the instance; the module's name unless said. */
  readonly label?: string;
  readonly section: string;
  readonly lanes?: number | undefined;
  /** Signal at each port; a signal of the port's own name unless said. */
  readonly signals?: Readonly<Record<string, string>>;
}

export interface Section {
  readonly name: string;
  /** Gates on its longest path, estimated. */
  readonly depth: number;
}

export interface Datapath {
  readonly lanes: number;
  readonly inputs: readonly InputPort[];
  readonly sections: readonly Section[];
  readonly placed: readonly Placed[];
  /** The signal that becomes the output. */
  readonly result: string;
  /** Signals of each product that stay as they are in the first register where a zero makes the product one. */
  readonly held?: { readonly signals: readonly string[]; readonly by: string } | undefined;
}

/** A port of the unit: bits of all its lanes. */
export interface InputPort {
  readonly name: string;
  readonly bits: number;
  readonly laneBits?: number;
  readonly about: string;
}

export interface Signal {
  readonly name: string;
  /** Of all lanes together. */
  readonly bits: number;
  /** Bits of one lane's, where there are lanes; undefined for a wire a lane. */
  readonly laneBits: number | undefined;
  readonly inLanes: boolean;
  /** Index of the section that makes it; −1 for inputs. */
  readonly from: number;
  /** Index of the last section that reads it. */
  readonly until: number;
}

export function signalAt({ signals }: Placed, port: string): string {
  return signals?.[port] ?? port;
}

/** Every signal by name. */
export function signalsOf(datapath: Datapath): ReadonlyMap<string, Signal> {
  const { inputs, placed, sections, lanes, result } = datapath;
  const index = (section: string) => sections.findIndex(({ name }) => name === section);
  const signals = new Map<string, Signal>();
  for (const { name, bits, laneBits } of inputs) {
    signals.set(name, { name, bits, laneBits, inLanes: laneBits !== undefined, from: -1, until: -1 });
  }
  for (const block of placed) {
    for (const port of block.module.ports.filter(({ direction }) => direction === 'output')) {
      const name = signalAt(block, port.name);
      const inLanes = block.lanes !== undefined;
      const bits = (port.bits ?? 1) * (inLanes ? lanes : 1);
      signals.set(name, { name, bits, laneBits: port.bits, inLanes, from: index(block.section), until: -1 });
    }
  }
  for (const block of placed) {
    for (const port of block.module.ports.filter(({ direction }) => direction === 'input')) {
      const name = signalAt(block, port.name);
      const signal = signals.get(name);
      if (signal === undefined) throw new RangeError(`${block.module.name} reads ${name}, which nothing makes`);
      signals.set(name, { ...signal, until: Math.max(signal.until, index(block.section)) });
    }
  }
  const last = signals.get(result) as Signal;
  return signals.set(result, { ...last, until: sections.length });
}

/** Flip-flops of a cut behind each section, the last one's for the result. */
export function bitsAcross(datapath: Datapath): number[] {
  const signals = [...signalsOf(datapath).values()];
  return datapath.sections.map((_, section) =>
    signals
      .filter(({ from, until }) => from <= section && until > section)
      .reduce((bits, signal) => bits + signal.bits, 0),
  );
}

/** How much worse than the best the deepest stage may be, for fewer flip-flops. */
const SLACK = 1.1;

/**
 * Sections behind which a register stands, the last one always.
 * @param stages 1 to the number of sections
 */
export function cutsOf(datapath: Datapath, stages: number): number[] {
  const { sections, held } = datapath;
  const bits = bitsAcross(datapath);
  const last = sections.length - 1;
  const choices = subsets(last, stages - 1)
    .filter((cuts) => held === undefined || cuts[0] === 0)
    .map((cuts) => ({
      cuts: [...cuts, last],
      depth: deepest(sections, [...cuts, last]),
      flipFlops: cuts.reduce((sum, cut) => sum + (bits[cut] as number), 0),
    }));
  const best = Math.min(...choices.map(({ depth }) => depth));
  const [chosen] = choices.filter(({ depth }) => depth <= best * SLACK).sort((x, y) => x.flipFlops - y.flipFlops);
  return (chosen as { cuts: number[] }).cuts;
}

function deepest(sections: readonly Section[], cuts: readonly number[]): number {
  let first = 0;
  return Math.max(
    ...cuts.map((cut) => {
      const depth = sections.slice(first, cut + 1).reduce((sum, section) => sum + section.depth, 0);
      first = cut + 1;
      return depth;
    }),
  );
}

/** Every way to take `size` of 0 … count − 1, in ascending order. */
function subsets(count: number, size: number): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: count }, (_, highest) => highest)
    .slice(size - 1)
    .flatMap((highest) => subsets(highest, size - 1).map((rest) => [...rest, highest]));
}
