/**
 * Whether a run agrees with itself: formats that there are, ops that follow each other, causes that add up to cycles,
 * ops that add up to totals, rates that are those of the counts. Left out: whether the machine would take so long (sim).
 */
import { resolveFormat } from '../models/formats/resolve.js';
import { InputError, shown } from '../models/input-error.js';
import { TILE_STATES, type TileCycles } from './counts/tile-counts.js';
import type { RunRecord, ScalingRecord, TileRun } from './run.js';
import { checkNumber, checkSums, sumOf } from './sums.js';
import type { TraceRecord } from './trace/trace.js';

type Counts = Readonly<Record<string, number>>;

/** What ops of runs on every kind of machine have. */
interface RunOp {
  readonly op: string;
  readonly formats: readonly string[];
  readonly outputFormat: string;
  readonly liveBytes: number;
  readonly startCycle: number;
  readonly cycles: number;
  readonly cyclesByCause: Counts;
  readonly counts: Counts;
}

/** @param where the file @throws InputError naming the field */
export function checkRun(run: RunRecord, where: string): void {
  const { totals, machine, network, steps } = run;
  const ops: readonly RunOp[] = run.ops;
  if (ops.length === 0) throw new InputError(`${where} ops`, 'at least one op', 'none');
  checkOps(ops, where);
  const total = `${where} totals`;
  checkNumber(
    `${total}.cycles`,
    sumOf(ops, ({ cycles }) => cycles),
    totals.cycles,
  );
  checkSums(
    `${total}.cyclesByCause`,
    ops.map(({ cyclesByCause }) => cyclesByCause),
    totals.cyclesByCause,
  );
  checkSums(
    `${total}.counts`,
    ops.map(({ counts }) => counts),
    totals.counts,
  );
  if (run.machine.kind === 'tiles') checkTiles(run as TileRun, where);
  checkNumber(`${total}.peakLiveBytes`, Math.max(...ops.map(({ liveBytes }) => liveBytes)), totals.peakLiveBytes);
  checkNumber(`${total}.samples`, network.batch * steps, totals.samples);
  checkNumber(`${total}.timeS`, totals.cycles / machine.clockHz, totals.timeS);
  checkNumber(`${total}.flops`, (2 * totals.counts.usefulMacs) / totals.timeS, totals.flops);
  checkNumber(`${total}.utilisation`, totals.flops / totals.peakFlops, totals.utilisation);
}

/** Busy, waiting and idle tile-cycles are cycles × tiles, of each op and of all; the parts of its memory are an op's bytes. */
function checkTiles({ ops, totals, machine }: TileRun, where: string): void {
  for (const [i, { cycles, tileCycles, memory, plan }] of ops.entries()) {
    const { tables, states, values, copies } = memory;
    checkNumber(`${where} ops.${i}.memory`, plan.sramBytes, tables + states + values + copies);
    checkNumber(
      `${where} ops.${i}.tileCycles`,
      cycles * machine.tiles,
      sumOf(TILE_STATES, (state) => tileCycles[state]),
    );
  }
  checkSums(
    `${where} totals.tileCycles`,
    ops.map(({ tileCycles }) => statesOf(tileCycles)),
    statesOf(totals.tileCycles),
  );
}

function statesOf({ busy, waiting, idle }: TileCycles): Counts {
  return { busy, waiting, idle };
}

function checkOps(ops: readonly RunOp[], where: string): void {
  const ids = new Set<string>();
  let startCycle = 0;
  for (const [i, op] of ops.entries()) {
    const at = `${where} ops.${i}`;
    if (ids.has(op.op)) throw new InputError(`${at}.op`, 'an op id that is new', shown(op.op));
    ids.add(op.op);
    op.formats.forEach((format, input) => void resolveFormat(format, `${at}.formats.${input}`));
    resolveFormat(op.outputFormat, `${at}.outputFormat`);
    checkNumber(`${at}.startCycle`, startCycle, op.startCycle);
    checkNumber(
      `${at}.cycles`,
      sumOf(Object.values<number>(op.cyclesByCause), (cycles) => cycles),
      op.cycles,
    );
    startCycle += op.cycles;
  }
}

/** What a run repeats of its trace. @param where the file @throws InputError naming the field */
export function checkRunOf({ network, recipe, steps }: RunRecord, trace: TraceRecord, where: string): void {
  const expected = {
    'network.name': [trace.network.name, network.name],
    'network.batch': [trace.network.batch, network.batch],
    recipe: [trace.recipe.name, recipe],
    steps: [trace.steps.length, steps],
  };
  for (const [field, [value, got]] of Object.entries(expected)) {
    if (value !== got) throw new InputError(`${where} ${field}`, `${shown(value)}, as trace.json has it`, shown(got));
  }
}

/** The points are of the run's trace, from few tiles to many. @param where the file @throws InputError naming the field */
export function checkScaling({ traceSha256, points }: ScalingRecord, run: RunRecord, where: string): void {
  if (traceSha256 !== run.traceSha256) {
    throw new InputError(`${where} traceSha256`, `${run.traceSha256}, as the run beside it has it`, traceSha256);
  }
  points.forEach(({ tiles, cycles, cyclesByCause }, i) => {
    const at = `${where} points.${i}`;
    checkNumber(
      `${at}.cycles`,
      sumOf(Object.values(cyclesByCause), (part) => part),
      cycles,
    );
    if (cycles === 0) throw new InputError(`${at}.cycles`, 'at least one cycle', '0');
    if (run.machine.kind === 'tiles' && tiles === run.machine.tiles) {
      checkNumber(`${at}.cycles`, run.totals.cycles, cycles);
    }
  });
}
