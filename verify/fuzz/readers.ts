/** Everything that reads a file or a line, each with sound inputs to start from and what the next stage makes of them. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timedMachine } from '../../models/machines/machines.js';
import { ipu21 } from '../../models/machines/tiles/ipu21.js';
import { network } from '../../models/networks/networks.js';
import { technology } from '../../models/technologies/technologies.js';
import { unitFamily } from '../../models/units/families.js';
import { parseEnergy, parseErrors, parseScaling, parseTraining, parseWholeRun } from '../../records/checked.js';
import { type Json, parseJson, sha256 } from '../../records/json.js';
import { machineFile, machineNamed } from '../../records/machine.js';
import { networkFile, networkNamed } from '../../records/network.js';
import { checkVersion, parseRecord } from '../../records/schema.js';
import { readSweep } from '../../records/sweep.js';
import { sweepPointsSchema } from '../../records/sweep-results.js';
import { technologyFile, technologyNamed } from '../../records/technology.js';
import { readTrace, writeTrace } from '../../records/trace/trace-folder.js';
import { settingsFile, trainingSettings } from '../../records/training-settings.js';
import { unitFile, unitFromFile } from '../../records/unit.js';
import { gemmShape } from '../../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../../sim/array/product.js';
import { simulateTrace } from '../../sim/array/simulate.js';
import { energyRecord, priceCounts } from '../../sim/energy/price.js';
import { readDump } from '../../stages/import-safetensors.js';
import { priceStage } from '../../stages/price.js';
import { composeStage } from '../../stages/report.js';
import { simulateStage } from '../../stages/simulate.js';
import { createTally } from '../../stages/streams/dot-check.js';
import { dotLine } from '../../stages/streams/dot-lines.js';
import { productLine } from '../../stages/streams/product-lines.js';
import { trainStage } from '../../stages/train.js';
import { trainingWithoutData } from '../../stages/training-of.js';
import { validateStage } from '../../stages/validate.js';
import { checkAnswers } from '../../stages/vectors/check.js';
import { answeredRows } from '../../stages/vectors/read-rows.js';
import { pointsOf } from '../../sweeps/plan/points.js';
import { loweredTrace } from '../../traces/lowering/lower.js';
import { writtenInFull } from '../../traces/training/recipes/written.js';
import { recipe } from '../../traces/training/recipes.js';
import { byteReaders } from './byte-readers.js';
import { checkAmounts } from './contract.js';
import { smallestTraining } from './smallest-training.js';
import { CASES, SETTINGS, SWEEP, TECHNOLOGY, TOKENS } from './sound-files.js';

export interface Reader {
  readonly name: string;
  /** How often it is drawn. */
  readonly weight: number;
  /** A sound input. */
  readonly sound: Json;
  readonly read: (text: string) => unknown;
}

const TABLE = technology('published-7nm', 'fuzz');
const MACHINE = { ...ipu21, tiles: 64 };
const TRACED = { engine: 'closed-form', activity: 'none' } as const;

/** @param folder an empty folder, for files that are read by path */
export function readersIn(folder: string): Reader[] {
  for (const name of ['trace', 'run', 'priced', 'shapes']) mkdirSync(join(folder, name));
  makeStages(folder);
  return [...writtenReaders(folder), ...stageReaders(folder), ...byteReaders(folder), ...lineReaders()];
}

/** A small training with everything in it, simulated and priced. */
function makeStages(folder: string): void {
  trainStage(smallestTraining('mlp'), join(folder, 'trace'));
  const how = { machine: MACHINE, ...TRACED, scaling: [32, 64], source: 'referred' } as const;
  simulateStage(join(folder, 'trace'), how, join(folder, 'run'));
  withoutOperands(folder);
  priceStage(join(folder, 'run'), TABLE, join(folder, 'priced'), 'self-contained');
}

/** The trace without its operands: statistics stay, and nothing large is read for each case. */
function withoutOperands(folder: string): void {
  const { record, ops, tensors } = readTrace(join(folder, 'trace'));
  const shapes = [...tensors.values()].map(({ file: _, key: _key, ...tensor }) => tensor);
  writeTrace(join(folder, 'shapes'), { record, ops, tensors: shapes, files: new Map() });
}

/** Files that people write. */
function writtenReaders(folder: string): Reader[] {
  const at = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const unit = unitFamily('hopper', 'fuzz').resolve('float8_e4m3fn', 'float8_e5m2', {}, 'fuzz');
  const machine = {
    schema: 'octile.machine/1.2',
    name: 'mine',
    base: 'ipu21',
    tile: { workers: 8, loadBytes: 16 },
    gemm: { entrySlots: 9 },
  };
  return ['json', 'yaml'].flatMap((ending): Reader[] => [
    { name: `machine.${ending}`, weight: 3, sound: machine, read: (text) => useMachine(at(`machine.${ending}`, text)) },
    {
      name: `whole machine.${ending}`,
      weight: 1,
      sound: machineFile(ipu21) as Json,
      read: (text) => useMachine(at(`machine.${ending}`, text)),
    },
    {
      name: `network.${ending}`,
      weight: 3,
      sound: networkFile(network('residual-mlp', 'fuzz')) as Json,
      read: (text) => useNetwork(at(`network.${ending}`, text)),
    },
    {
      name: `recipe.${ending}`,
      weight: 3,
      sound: writtenInFull(recipe('paper-mixed', {}, 'fuzz')) as Json,
      read: (text) => useRecipe(at(`recipe.${ending}`, text)),
    },
    {
      name: `tokens.${ending}`,
      weight: 2,
      sound: networkFile(TOKENS) as Json,
      read: (text) => useNetwork(at(`tokens.${ending}`, text)),
    },
    {
      name: `unit.${ending}`,
      weight: 3,
      sound: unitFile(unit) as Json,
      read: (text) => useUnit(at(`unit.${ending}`, text)),
    },
    {
      name: `technology.${ending}`,
      weight: 3,
      sound: TECHNOLOGY,
      read: (text) => useTechnology(at(`technology.${ending}`, text)),
    },
    {
      name: `whole technology.${ending}`,
      weight: 1,
      sound: technologyFile(TABLE) as Json,
      read: (text) => useTechnology(at(`technology.${ending}`, text)),
    },
    {
      name: `settings.${ending}`,
      weight: 2,
      sound: SETTINGS,
      read: (text) => useSettings(at(`settings.${ending}`, text)),
    },
    {
      name: `sweep.${ending}`,
      weight: 2,
      sound: SWEEP,
      read: (text) => useSweep(at(`sweep.${ending}`, text)),
    },
    {
      name: `cases.${ending}`,
      weight: 1,
      sound: CASES,
      read: (text) =>
        checkAmounts(
          validateStage(at(`cases.${ending}`, text), ipu21, 'all').cases.map(({ simulatedCycles }) => simulatedCycles),
        ),
    },
  ]);
}

function useMachine(path: string): void {
  const machine = timedMachine(machineNamed(path, 'fuzz'), 'fuzz');
  const shape = gemmShape(24, 16, 64, 'fp8', 'fp16');
  checkAmounts(simulateProduct({ shape, format: 'f143', engine: 'closed-form' }, { ...machine, tiles: 4 }).totals);
}

/** A product priced by the table. */
function useTechnology(path: string): void {
  const request = { shape: gemmShape(24, 16, 64, 'fp8', 'fp16'), format: 'f143', engine: 'closed-form' } as const;
  const work = productWork(simulateProduct(request, MACHINE), request, MACHINE);
  const { totalPj, averagePowerW, operation } = priceCounts(work, technologyNamed(path, 'fuzz'));
  checkAmounts([totalPj, averagePowerW, operation]);
}

function useNetwork(path: string): void {
  const graph = networkNamed(path, 'fuzz');
  const options = { network: graph, recipe: recipe('fp8', {}, 'fuzz'), unit: 'ipu21-amp', batch: 2, toolVersion: '0' };
  usable(simulateTrace(loweredTrace(options, 'fuzz'), MACHINE, TRACED));
}

function useRecipe(path: string): void {
  const graph = network('mlp', 'fuzz');
  const options = { network: graph, recipe: recipe(path, {}, 'fuzz'), unit: 'exact', batch: 2, toolVersion: '0' };
  usable(simulateTrace(loweredTrace(options, 'fuzz'), MACHINE, TRACED));
}

/** Its points, whose settings are not looked at. */
function useSweep(path: string): void {
  const points = pointsOf(readSweep(path), (settings) => ({ settings, identity: settings }), path);
  parseRecord(sweepPointsSchema, { schema: '', name: 'fuzz', tool: '0', axes: [], points }, path);
}

function useUnit(path: string): void {
  const answer = dotLine({ unit: unitFromFile(path), scale: 0 }, createTally());
  checkAmounts(JSON.parse(answer('{"a":"","b":""}', 1)));
}

/** A run as price reads it, and its energy as report does. */
function usable(run: unknown): void {
  const read = parseWholeRun(JSON.parse(JSON.stringify(run)), 'run.json');
  checkAmounts(read.totals);
  parseEnergy(energyRecord(read, '0'.repeat(64), TABLE), 'energy.json');
}

/** Files that stages leave for each other. */
function stageReaders(folder: string): Reader[] {
  const text = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
  const record = (...path: string[]) => JSON.parse(text(...path)) as Json;
  const lines = (name: string) =>
    text('shapes', name)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);
  const parsed = (
    name: string,
    parse: (value: unknown, where: string) => unknown,
    kind: Parameters<typeof checkVersion>[0],
  ) =>
    ({
      name,
      weight: 3,
      read: (changed: string) => {
        const value = parseJson(changed, name);
        checkVersion(kind, value, name);
        parse(value, name);
      },
    }) as const;
  return [
    {
      ...parsed('run.json', (value, where) => usable(parseWholeRun(value, where)), 'run'),
      sound: record('run', 'run.json'),
    },
    { ...parsed('energy.json', parseEnergy, 'energy'), sound: record('priced', 'energy.json') },
    { ...parsed('training.json', parseTraining, 'training'), sound: record('trace', 'training.json') },
    { ...parsed('errors.json', parseErrors, 'errors'), sound: record('trace', 'errors.json') },
    {
      name: 'header of safetensors',
      weight: 2,
      sound: DUMP_HEADER,
      read: (changed) => useDump(join(folder, 'dump.safetensors'), changed),
    },
    { ...parsed('scaling.json', parseScaling, 'scaling'), sound: record('run', 'scaling.json') },
    ...['ops.jsonl', 'tensors.jsonl', 'trace.json'].map(
      (name): Reader => ({
        name,
        weight: 3,
        sound: name.endsWith('l') ? lines(name) : record('shapes', name),
        read: (changed) => useTrace(folder, name, changed),
      }),
    ),
    ...['energy.json', 'training.json', 'errors.json', 'trace.json', 'run.json', 'scaling.json'].map(
      (name): Reader => ({
        name: `${name}, reported`,
        weight: 1,
        sound: record('priced', name),
        read: (changed) => useReport(folder, name, changed),
      }),
    ),
  ];
}

/** A linear layer and a convolution as hooks dump them, with a tensor that is neither's. */
const DUMP_HEADER = {
  __metadata__: { conv: 'stride=1,padding=1' },
  'conv.w': { dtype: 'F16', shape: [2, 1, 3, 3], data_offsets: [0, 36] },
  'conv.x': { dtype: 'F8_E4M3', shape: [1, 1, 2, 2], data_offsets: [36, 40] },
  'conv.x.scale': { dtype: 'F8_E8M0', shape: [1], data_offsets: [40, 41] },
  'fc.bias': { dtype: 'U8', shape: [3], data_offsets: [41, 44] },
  'fc.dy': { dtype: 'BF16', shape: [2, 3], data_offsets: [44, 56] },
  'fc.w': { dtype: 'F32', shape: [3, 2], data_offsets: [56, 80] },
  'fc.x': { dtype: 'BF16', shape: [2, 2], data_offsets: [80, 88] },
};
const DUMP_BYTES = 88;

function useDump(path: string, header: string): void {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(path, Buffer.concat([length, text, Buffer.alloc(DUMP_BYTES)]));
  readDump([path], undefined);
}

function useSettings(path: string): void {
  const where = (field: string) => `${path} ${field}`.trimEnd();
  trainingWithoutData(trainingSettings(settingsFile(path), where), where);
}

/** The trace with one file changed, its digest made again. */
function useTrace(folder: string, name: string, changed: string): void {
  const copy = join(folder, 'changed');
  cpSync(join(folder, 'shapes'), copy, { recursive: true });
  writeFileSync(join(copy, name), name.endsWith('l') ? asLines(changed) : changed);
  forgeFiles(copy);
  usable(simulateTrace(readTrace(copy), MACHINE, TRACED));
}

/** A list as lines, where it is still one. */
function asLines(text: string): string {
  try {
    return (JSON.parse(text) as Json[]).map((line) => `${JSON.stringify(line)}\n`).join('');
  } catch {
    return text;
  }
}

function useReport(folder: string, name: string, changed: string): void {
  const copy = join(folder, 'reported');
  cpSync(join(folder, 'priced'), copy, { recursive: true });
  writeFileSync(join(copy, name), changed);
  if (name !== 'trace.json') forgeFiles(copy);
  forge(copy, 'run.json', 'traceSha256', 'trace.json');
  forge(copy, 'scaling.json', 'traceSha256', 'trace.json');
  forge(copy, 'energy.json', 'runSha256', 'run.json');
  composeStage([{ folder: copy }]);
}

/** Sizes and digests in trace.json as the files are: damage that no digest shows. */
function forgeFiles(copy: string): void {
  changeJson(join(copy, 'trace.json'), (trace) => {
    const { files } = trace as { files?: unknown };
    if (!Array.isArray(files)) return trace;
    return { ...trace, files: files.map((file) => forgedFile(copy, file)) };
  });
}

function forgedFile(copy: string, file: unknown): unknown {
  const path = (file as { path?: unknown } | null)?.path;
  if (path !== 'ops.jsonl' && path !== 'tensors.jsonl' && path !== 'training.json' && path !== 'errors.json')
    return file;
  try {
    const bytes = readFileSync(join(copy, path));
    return { path, bytes: bytes.length, sha256: sha256(bytes) };
  } catch {
    return file;
  }
}

function forge(copy: string, name: string, field: string, of: string): void {
  const digest = sha256(readFileSync(join(copy, of)));
  changeJson(join(copy, name), (record) => (field in record ? { ...record, [field]: digest } : record));
}

/** Leaves a file as it is that is no object of JSON. */
function changeJson(path: string, change: (record: object) => object): void {
  try {
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (record !== null && typeof record === 'object' && !Array.isArray(record)) {
      writeFileSync(path, JSON.stringify(change(record)));
    }
  } catch {}
}

/** Lines of streams. */
function lineReaders(): Reader[] {
  const unit = unitFamily('ipu21-amp', 'fuzz').resolve('float8_e4m3fnuz', 'float8_e4m3fnuz', {}, 'fuzz');
  const dot = dotLine({ unit, scale: 0 }, createTally());
  const product = productLine({
    machine: 'ipu21',
    tiles: undefined,
    set: [],
    m: undefined,
    k: undefined,
    n: undefined,
    format: 'f143',
    partials: undefined,
    output: 'plain',
    coefficients: 'interleaved',
    engine: 'closed-form',
    technology: 'published-7nm',
    operands: undefined,
    unit: undefined,
  });
  return [
    {
      name: 'dot',
      weight: 2,
      sound: { a: '4048', b: '4040', c: '0000', id: 7 },
      read: (text) => JSON.parse(dot(text, 1)),
    },
    {
      name: 'vectors check',
      weight: 2,
      sound: { id: '2/cut-off/7', a: '4048', b: '4040', c: '0000', d: '4200' },
      read: (text) => checkAnswers(unit, answeredRows(unit, { name: 'rows', text }), 'bits').groups,
    },
    {
      name: 'gemm --stdin',
      weight: 2,
      sound: { m: 12, k: 64, n: 16, tiles: 4, format: 'f143', set: ['tile.workers=8'], machine: 'ipu21+wide-ports' },
      read: (text) => checkAmounts(JSON.parse(product(text, 1))),
    },
  ];
}
