/**
 * A stepped tile as a value change dump (IEEE 1364-2005, clause 18), for GTKWave and its like: contexts,
 * bundles, ports, AMP phases, partials. Text signals are variables of type `string`, which GTKWave reads.
 * Time is the tile's clock in picoseconds, rounded. Left out: what sim/tile/engines/observe.ts leaves out.
 */
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { observeTile, type PartialWord, partialWords, type TileCycle } from '../../sim/tile/engines/observe.js';
import type { AmpWork, Bundle, TileProgram } from '../../sim/tile/engines/program.js';
import type { TileResult } from '../../sim/tile/engines/result.js';
import { oneLine } from '../export/escape.js';
import { unitFactor } from '../units/si.js';

/** Codes of partials after each panel: of the panel before (or of +0) when it is read. */
export interface PartialValues {
  readonly bits: number;
  /** Undefined beyond the product's edges. `panel` −1: before the first. */
  readonly codeAt: (panel: number, row: number, column: number) => number | undefined;
}

type Value = number | string | boolean | undefined;

/** One signal: where it stands, its name beyond its scope's, how wide (`text` for strings), and its value.
 * Undefined is an unknown number, or a text that stays. */
interface Signal {
  readonly scope: string;
  readonly name: string;
  readonly width: number | 'text';
  readonly valueIn: (cycle: TileCycle) => Value;
}

/** Lines are handed on in pieces of about this many characters. */
const PIECE = 2 ** 16;
const PICOSECONDS = unitFactor('s', 'ps');

/**
 * Steps a program and hands the dump on, piece by piece.
 * @returns what the run without a dump returns
 */
export function writeVcd(
  program: TileProgram,
  machine: TileMachine,
  write: (text: string) => void,
  partials?: PartialValues,
): TileResult {
  const signals = tileSignals(program, machine, partials);
  const last = signals.map((): string | undefined => undefined);
  let text = header(program, signals);
  const emit = (line: string) => {
    text += `${line}\n`;
    if (text.length < PIECE) return;
    write(text);
    text = '';
  };
  const result = observeTile(program, machine, (cycle) => {
    emit(`#${timePs(cycle.cycle, machine)}`);
    signals.forEach((signal, index) => {
      const value = signal.valueIn(cycle);
      if (value === undefined && signal.width === 'text') return;
      const change = changeOf(signal, value, identifier(index));
      if (change !== last[index]) emit(change);
      last[index] = change;
    });
  });
  emit(`#${timePs(result.cycles, machine)}`);
  write(text);
  return result;
}

function timePs(cycle: number, { clockHz }: TileMachine): number {
  return Math.round((cycle * PICOSECONDS) / clockHz);
}

function tileSignals(program: TileProgram, { tile }: TileMachine, partials: PartialValues | undefined): Signal[] {
  const workers = Array.from({ length: tile.workers }, (_, worker) => workerSignals(worker)).flat();
  return [
    { scope: 'tile', name: 'context', width: 'text', valueIn: contextText },
    { scope: 'tile', name: 'cause', width: 'text', valueIn: ({ cause }) => cause },
    ...supervisorSignals,
    ...workers,
    ...portSignals(),
    ...(program.amp === null ? [] : ampSignals),
    ...(program.amp === null ? [] : partialSignals(program.amp, partials)),
  ];
}

function contextText({ context }: TileCycle): string {
  return typeof context === 'number' ? `w${context}` : context === 'nobody' ? 'empty' : context;
}

const supervisorSignals: readonly Signal[] = [
  { scope: 'supervisor', name: 'runs', width: 1, valueIn: ({ context }) => context === 'supervisor' },
  { scope: 'supervisor', name: 'issues', width: 1, valueIn: ({ supervisorIssues }) => supervisorIssues },
  { scope: 'supervisor', name: 'coefficient_bytes', width: 8, valueIn: ({ coefficientBytes }) => coefficientBytes },
];

function workerSignals(worker: number): Signal[] {
  const scope = `worker_${worker}`;
  const mine = (cycle: TileCycle) => (cycle.context === worker ? cycle.bundle : undefined);
  return [
    { scope, name: 'active', width: 1, valueIn: ({ active }) => active[worker] },
    { scope, name: 'issues', width: 1, valueIn: (cycle) => mine(cycle) !== undefined },
    { scope, name: 'bundle', width: 'text', valueIn: (cycle) => bundleText(mine(cycle), worker, cycle) },
  ];
}

/** The worker's latest bundle: it holds until the next one's slot. */
function bundleText(bundle: Bundle | undefined, worker: number, { active, port }: TileCycle): string | undefined {
  if (bundle === undefined) return active[worker] ? undefined : '-';
  const { arithmetic } = bundle;
  const computing = arithmetic.kind === 'amp' ? `amp_${arithmetic.issue}` : arithmetic.kind;
  return port === 'none' && arithmetic.kind === 'none' ? 'control' : `${port}|${computing}`;
}

/** Two loads and a store: the element and the bytes of each. */
function portSignals(): Signal[] {
  const ports = [
    ['load_0', 'read', 0],
    ['load_1', 'read', 1],
    ['store', 'write', 0],
  ] as const;
  return ports.flatMap(([scope, direction, place]): Signal[] => {
    const accessOf = ({ accesses }: TileCycle) => accesses.filter((access) => access.direction === direction)[place];
    return [
      { scope, name: 'stream', width: 'text', valueIn: (cycle) => accessOf(cycle)?.stream ?? '-' },
      { scope, name: 'element', width: 8, valueIn: (cycle) => accessOf(cycle)?.element },
      { scope, name: 'bytes', width: 8, valueIn: (cycle) => accessOf(cycle)?.bytes ?? 0 },
    ];
  });
}

const ampSignals: readonly Signal[] = [
  { scope: 'amp', name: 'issues', width: 1, valueIn: ({ amp }) => amp !== undefined },
  { scope: 'amp', name: 'phase', width: 8, valueIn: ({ amp }) => amp?.issue },
  { scope: 'amp', name: 'row', width: 32, valueIn: ({ amp }) => amp?.row },
  { scope: 'amp', name: 'panel', width: 32, valueIn: ({ amp }) => amp?.panel },
  { scope: 'amp', name: 'column_group', width: 32, valueIn: ({ amp }) => amp?.columnGroup },
];

function partialSignals(amp: AmpWork, values: PartialValues | undefined): Signal[] {
  const streams = [
    { scope: 'partial_read', wordIn: ({ partialRead }: TileCycle) => partialRead, panelsBefore: 1 },
    { scope: 'partial_written', wordIn: ({ partialWritten }: TileCycle) => partialWritten, panelsBefore: 0 },
  ];
  const columns = Math.max(...partialWords(amp).map(({ count }) => count));
  return streams.flatMap(({ scope, wordIn, panelsBefore }): Signal[] => {
    const places: Signal[] = [
      { scope, name: 'row', width: 32, valueIn: (cycle) => wordIn(cycle)?.row },
      { scope, name: 'column', width: 32, valueIn: (cycle) => wordIn(cycle)?.column },
    ];
    if (values === undefined) return places;
    const codesIn = (cycle: TileCycle) => wordBits(wordIn(cycle), panelsBefore, values);
    return [...places, { scope, name: 'codes', width: columns * values.bits, valueIn: codesIn }];
  });
}

/** The first column in the lowest bits, as in memory. */
function wordBits(
  word: PartialWord | undefined,
  panelsBefore: number,
  { bits, codeAt }: PartialValues,
): string | undefined {
  if (word === undefined) return undefined;
  const codes = Array.from({ length: word.count }, (_, at) =>
    codeAt(word.panel - panelsBefore, word.row, word.column + at),
  );
  return codes
    .map((code) => (code === undefined ? 'x'.repeat(bits) : binary(code, bits)))
    .reverse()
    .join('');
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}

/** Identifiers of printable characters, as short as they can be. */
function identifier(index: number): string {
  const first = 33;
  const letters = 94;
  const rest = Math.floor(index / letters);
  return (rest === 0 ? '' : identifier(rest - 1)) + String.fromCharCode(first + (index % letters));
}

function changeOf({ width }: Signal, value: Value, id: string): string {
  if (width === 'text') return `s${value} ${id}`;
  if (width === 1) return `${value === undefined ? 'x' : Number(value)}${id}`;
  if (typeof value === 'string') return `b${value} ${id}`;
  return `b${value === undefined ? 'x' : Number(value).toString(2)} ${id}`;
}

function header({ name }: TileProgram, signals: readonly Signal[]): string {
  const scopes = [...new Set(signals.map(({ scope }) => scope))];
  const variables = (scope: string) =>
    signals.flatMap((signal, index) => (signal.scope === scope ? [variable(signal, identifier(index))] : []));
  const inner = scopes.filter((scope) => scope !== 'tile');
  return [
    `$comment octile: the program ${oneLine(name).replaceAll('$', '')} on one tile $end`,
    '$timescale 1 ps $end',
    '$scope module tile $end',
    ...variables('tile'),
    ...inner.flatMap((scope) => [`$scope module ${scope} $end`, ...variables(scope), '$upscope $end']),
    '$upscope $end',
    '$enddefinitions $end',
    '',
  ].join('\n');
}

/** Viewers show a signal without its scope: its own name says where it belongs. */
function variable({ scope, name, width }: Signal, id: string): string {
  const fullName = scope === 'tile' ? name : `${scope}_${name}`;
  const [kind, bits] = width === 'text' ? ['string', 1] : ['wire', width];
  return `$var ${kind} ${bits} ${id} ${fullName} $end`;
}
