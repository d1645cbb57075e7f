/**
 * The measured power of chips beside what the energy table gives, each row in the quantity that was measured. Where a
 * measured call takes longer than the simulated work, the rest of it is priced as a chip at rest: what it did is not
 * published. Left out: the vendor's stress program, which is not public (the busiest product stands for it).
 */
import { withFields } from '../../models/machines/fields.js';
import { tiledMachine } from '../../models/machines/machines.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { network } from '../../models/networks/networks.js';
import { TRIED_BATCHES } from '../../models/published-rates.js';
import { MEASURED_POWERS, type MeasuredPower, type MeasuredWork } from '../../models/technologies/measured-power.js';
import { PICOJOULES_PER_JOULE, type Technology } from '../../models/technologies/technology.js';
import type { Range } from '../../records/energy.js';
import { gemmShape } from '../../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../../sim/array/product.js';
import { simulateOps, simulateTrace } from '../../sim/array/simulate.js';
import { runTotals } from '../../sim/array/superstep.js';
import { priceCounts } from '../../sim/energy/price.js';
import { restPowerW } from '../../sim/energy/rest.js';
import { loweredTrace } from '../../traces/lowering/lower.js';
import { recipe } from '../../traces/training/recipes.js';
import { createProgram } from './workloads/program.js';

export interface ValidatedPower {
  readonly name: string;
  readonly machine: string;
  readonly unit: 'W' | 'J' | 'pJ/MAC';
  /** What the measurement says: the quantity is so, at most so, at least so. */
  readonly says: MeasuredPower['says'];
  readonly measured: number;
  readonly simulated: Range;
  /** simulated ÷ measured − 1. */
  readonly error: number;
  /** Whether the measurement lies within the range, or the central value on the right side of a bound. */
  readonly verdict: 'holds' | 'fails';
  /** Figures of the table that were set on this row. */
  readonly calibrates: readonly string[];
  /** Of the energy of a call: seconds that were simulated, of those that were measured. */
  readonly simulatedS?: number;
  readonly measuredS?: number;
  readonly source: string;
  readonly open: readonly string[];
}

export interface EnergyValidation {
  readonly technology: string;
  readonly rows: readonly ValidatedPower[];
  /** Figures that were set on measured rows, and the rows they were set on. */
  readonly calibrated: { readonly figures: number; readonly rows: number };
}

export function validateEnergy(technology: Technology, toolVersion: string): EnergyValidation {
  const rows = MEASURED_POWERS.map((row) => validatedPower(row, technology, toolVersion));
  const set = rows.filter(({ calibrates }) => calibrates.length > 0);
  const figures = new Set(set.flatMap(({ calibrates }) => calibrates)).size;
  return { technology: technology.name, rows, calibrated: { figures, rows: set.length } };
}

/** A row in the unit that it is judged in. */
type Judged = Pick<ValidatedPower, 'unit' | 'measured' | 'simulated' | 'simulatedS' | 'measuredS'>;

function validatedPower(row: MeasuredPower, technology: Technology, toolVersion: string): ValidatedPower {
  const { name, says, source, open } = row;
  const judged = judgedRow(row, machineOf(row), technology, toolVersion);
  return {
    ...{ name, machine: row.machine, says, ...judged },
    error: judged.simulated.value / judged.measured - 1,
    verdict: holds(says, judged) ? 'holds' : 'fails',
    calibrates: calibratedOn(name, technology),
    ...{ source, open },
  };
}

function holds(says: MeasuredPower['says'], { measured, simulated: { low, value, high } }: Judged): boolean {
  if (says === 'is') return low <= measured && measured <= high;
  return says === 'at-most' ? value <= measured : value >= measured;
}

function calibratedOn(row: string, { figures }: Technology): string[] {
  return Object.entries(figures.tiles ?? {}).flatMap(([action, figure]) =>
    figure.calibratedOn?.includes(row) ? [action] : [],
  );
}

/** At the clock at which it was measured. */
function machineOf({ machine, clockHz }: MeasuredPower): TileMachine {
  const found = tiledMachine(machine, 'measured power');
  return clockHz === undefined ? found : withFields<'tiles'>(found, { clockHz }, 'measured power');
}

function judgedRow(row: MeasuredPower, machine: TileMachine, technology: Technology, toolVersion: string): Judged {
  const { work, powerW } = row;
  switch (work.kind) {
    case 'rest':
      return { unit: 'W', measured: powerW, simulated: restPowerW(machine, technology) };
    case 'busiest':
      return { unit: 'W', measured: powerW, simulated: busiestW(machine, technology) };
    case 'triad':
      return judgedCall(row, machine, technology, triadEnergy(work.elements, machine, technology));
    case 'product':
      return judgedCall(row, machine, technology, productEnergy(work, machine, technology));
    case 'network':
      return judgedNetwork(row, work, machine, technology, toolVersion);
  }
}

/** Joules, and the seconds that they are of. */
interface Spent {
  readonly energyJ: Range;
  readonly timeS: number;
}

/** The energy of a call: of the simulated work, and of a chip at rest for the seconds that were measured beyond it. */
function judgedCall(
  { powerW, timeS = 0 }: MeasuredPower,
  machine: TileMachine,
  technology: Technology,
  spent: Spent,
): Judged {
  const waitedS = Math.max(0, timeS - spent.timeS);
  const rest = restPowerW(machine, technology);
  const simulated = mapRange(spent.energyJ, (joules, end) => joules + rest[end] * waitedS);
  return { unit: 'J', measured: powerW * timeS, simulated, simulatedS: spent.timeS, measuredS: timeS };
}

type ProductSize = Pick<Extract<MeasuredWork, { kind: 'product' }>, 'side'> & {
  readonly operands: 'fp16' | 'fp32';
  readonly partials: 'fp16' | 'fp32';
};

function productEnergy({ side, operands, partials }: ProductSize, machine: TileMachine, technology: Technology): Spent {
  const shape = gemmShape(side, side, side, operands, partials);
  const format = operands === 'fp16' ? 'float16' : 'float32';
  const request = { shape, format, engine: 'closed-form' } as const;
  return spentOn(productWork(simulateProduct(request, machine), request, machine), technology);
}

/** One pass: {load b} {load c} {store a ; b + 2c}, as an addition of floats, each array where it is used. */
function triadEnergy(elements: number, machine: TileMachine, technology: Technology): Spent {
  const program = createProgram();
  const rows = machine.tiles;
  const columns = Math.ceil(elements / rows);
  const array = (name: string) => program.input(name, rows, columns, 'float32');
  program.elementWise('add', array('b'), array('c'));
  const ops = simulateOps(program.work(), machine, { engine: 'closed-form', activity: 'none' });
  return spentOn({ machine, activity: 'none', ops, totals: runTotals(ops, machine, 1) }, technology);
}

function spentOn(work: Parameters<typeof priceCounts>[0], technology: Technology): Spent {
  const { totalPj, operation } = priceCounts(work, technology);
  const energyJ = mapRange(totalPj, (picojoules) => picojoules / PICOJOULES_PER_JOULE);
  return { energyJ, timeS: operation?.timeS ?? work.totals.timeS };
}

/** The largest average power of products whose operands the machine multiplies. */
function busiestW(machine: TileMachine, technology: Technology): Range {
  const powers = BUSY_PRODUCTS.map((product) => {
    const { energyJ, timeS } = productEnergy(product, machine, technology);
    return mapRange(energyJ, (joules) => joules / timeS);
  });
  return powers.reduce((most, power) => (power.value > most.value ? power : most));
}

/** The largest that fit a chip in one round of rounds: what their tiles do between barriers is longest. */
const BUSY_PRODUCTS: readonly ProductSize[] = [
  { side: 4096, operands: 'fp16', partials: 'fp16' },
  { side: 4096, operands: 'fp16', partials: 'fp32' },
  { side: 2048, operands: 'fp32', partials: 'fp32' },
];

/** By multiply-accumulate of the published network, at the fastest batch that fits. */
function judgedNetwork(
  { powerW }: MeasuredPower,
  { network: name, perSecond, macsPerSample }: Extract<MeasuredWork, { kind: 'network' }>,
  machine: TileMachine,
  technology: Technology,
  toolVersion: string,
): Judged {
  const graph = network(name, 'measured power');
  const batch = Math.max(...TRIED_BATCHES);
  const options = { network: graph, pass: 'inference', unit: 'ipu21-amp', toolVersion, batch } as const;
  const trace = loweredTrace({ ...options, recipe: recipe('fp16', {}, 'measured power') }, 'measured power');
  const run = simulateTrace(trace, machine, { engine: 'closed-form', activity: 'none' });
  const { totalPj } = priceCounts(run, technology);
  const perMac = (joules: number) => (joules * PICOJOULES_PER_JOULE) / macsPerSample;
  return {
    unit: 'pJ/MAC',
    measured: perMac(powerW / perSecond),
    simulated: mapRange(totalPj, (picojoules) => perMac(picojoules / PICOJOULES_PER_JOULE / batch)),
  };
}

function mapRange({ low, value, high }: Range, map: (amount: number, end: keyof Range) => number): Range {
  return { low: map(low, 'low'), value: map(value, 'value'), high: map(high, 'high') };
}
