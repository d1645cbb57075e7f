/** `octile gemm`: cycles, counts and energy of one matrix product, from options or a stream of JSON lines. */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { technology } from '../../models/technologies/technologies.js';
import { readBytes } from '../../records/folder.js';
import { parseJson } from '../../records/json.js';
import { ENGINES } from '../../records/run.js';
import { decodeSafetensors } from '../../records/safetensors.js';
import { forPeople } from '../../reports/units.js';
import { type CodeMatrix, codesOfBytes } from '../../sim/array/activity.js';
import { gemmShape } from '../../sim/array/gemm-plan.js';
import { checkOperand, type ProductResult, simulateProduct } from '../../sim/array/product.js';
import { priceRun } from '../../sim/energy/price.js';
import { COEFFICIENT_PLACES, GEMM_OUTPUTS } from '../../sim/tile/programs/gemm.js';
import { operandWidth } from '../../sim/tile/task.js';
import { type Command, oneOf, print, wholeNumber } from '../command.js';
import { machineOf, machineOptions } from '../machine-options.js';
import { answerLines } from '../streams.js';
import { textPairs } from '../table.js';

interface Options {
  machine: string;
  tiles: number | undefined;
  set: string[];
  format: string;
  m: number | undefined;
  k: number | undefined;
  n: number | undefined;
  partials: string;
  output: string;
  coefficients: string;
  engine: string;
  technology: string;
  operands: string | undefined;
  stdin: boolean;
  json: boolean;
}

export const gemmCommand: Command<Options> = {
  command: 'gemm',
  describe: 'one matrix product on a machine: cycles by cause, counts, energy, plan',
  builder: (yargs) =>
    machineOptions(yargs)
      .option('format', { type: 'string', default: 'f143', describe: 'of both operands' })
      .option('m', { type: 'number', describe: 'rows of the left operand' })
      .option('k', { type: 'number', describe: 'length of the sums' })
      .option('n', { type: 'number', describe: 'columns of the right operand' })
      .option('partials', { type: 'string', default: 'float16', describe: 'float16 or float32' })
      .option('output', { type: 'string', default: 'plain', describe: GEMM_OUTPUTS.join(', ') })
      .option('coefficients', { type: 'string', default: 'interleaved', describe: COEFFICIENT_PLACES.join(', ') })
      .option('engine', { type: 'string', default: 'counted', describe: ENGINES.join(', ') })
      .option('technology', { type: 'string', default: 'published-7nm', describe: 'an energy table' })
      .option('operands', {
        type: 'string',
        describe: 'safetensors file with a [m × k] and b [k × n], for their activity',
      })
      .option('stdin', { type: 'boolean', default: false, describe: 'one JSON object of these options a line' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example(
        'octile gemm --machine ipu21 --tiles 1 --format f143 --m 244 --k 128 --n 64',
        'one tile, operands in place',
      ),
  handler: async (options) => {
    if (options.stdin) {
      return answerLines(process.stdin, process.stdout, (line, lineNumber) =>
        answerLine(options, line, `standard input line ${lineNumber}`),
      );
    }
    const answer = product(options);
    print(options.json ? JSON.stringify(answer) : text(answer));
  },
};

/** Fields of a line go before the command line's own options. */
function answerLine(options: Options, line: string, where: string): string {
  const row = parseJson(line, where);
  if (row === null || typeof row !== 'object' || Array.isArray(row))
    throw new InputError(where, 'an object', shown(line));
  for (const key of Object.keys(row)) {
    if (!(key in options) && !['tiles', 'operands'].includes(key))
      throw new InputError(`${where} ${key}`, 'an option of `octile gemm`', shown(key));
  }
  try {
    return JSON.stringify(product({ ...options, ...row }));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(where, 'a product that can be simulated', error.message);
  }
}

type Answer = ReturnType<typeof product>;

function product(options: Options) {
  const machine = machineOf(options);
  const format = resolveFloatFormat(options.format, '--format');
  const partials = oneOf('partials', ['float16', 'float32'] as const, options.partials);
  if (bitsOf(format) <= 8 && partials === 'float32') {
    throw new InputError('--partials', 'float16 with 8-bit operands (the only partials of that vertex)', partials);
  }
  const size = (name: 'm' | 'n' | 'k') => wholeNumber(name, options[name], 1, 2 ** 24);
  const shape = {
    ...gemmShape(
      size('m'),
      size('n'),
      size('k'),
      operandWidth(format.name, '--format'),
      partials === 'float16' ? 'fp16' : 'fp32',
    ),
    output: oneOf('output', GEMM_OUTPUTS, options.output),
    coefficients: oneOf('coefficients', COEFFICIENT_PLACES, options.coefficients),
  };
  const operands = options.operands === undefined ? undefined : loadOperands(options.operands, format.name, shape);
  const engine = oneOf('engine', ENGINES, options.engine);
  const result = simulateProduct(
    { shape, format: format.name, engine, ...(operands === undefined ? {} : { operands }) },
    machine,
  );
  return answerOf(result, options, machine, operands === undefined ? 'none' : 'operands');
}

function answerOf(
  result: ProductResult,
  options: Options,
  machine: ReturnType<typeof machineOf>,
  activity: 'operands' | 'none',
) {
  const { op, totals, plan } = result;
  const run = {
    schema: 'octile.run/1.0',
    traceSha256: '0'.repeat(64),
    machine: { ...machine },
    engine: oneOf('engine', ENGINES, options.engine),
    activity,
    network: { name: 'gemm', batch: 1 },
    recipe: options.format,
    steps: 1,
    ops: [op],
    totals,
  };
  const energy = priceRun(run, '0'.repeat(64), technology(options.technology, '--technology'));
  const { cycles, cyclesByCause, counts, timeS, utilisation } = totals;
  return {
    machine: machine.name,
    format: options.format,
    cycles,
    cyclesByCause,
    counts,
    macs: counts.usefulMacs,
    utilisation,
    timeS,
    energyPj: energy.totalPj,
    energyBasis: energy.headlineBasis,
    plan: {
      tiles: op.plan.tiles,
      splitM: plan.splitM,
      splitN: plan.splitN,
      splitK: plan.splitK,
      rounds: plan.rounds,
      sramBytes: plan.sramBytes,
    },
  };
}

function loadOperands(
  path: string,
  format: string,
  { m, n, k }: { m: number; n: number; k: number },
): [CodeMatrix, CodeMatrix] {
  const tensors = decodeSafetensors(readBytes(path), path);
  const load = (name: string, rows: number, columns: number): CodeMatrix => {
    const stored = tensors.get(name);
    if (stored === undefined) throw new InputError(path, `a tensor ${name}`, [...tensors.keys()].join(', '));
    const matrix = { codes: codesOfBytes(stored.bytes, format), columns: stored.shape.at(-1) ?? 0, format };
    checkOperand(matrix, rows, columns, `${path} ${name}`);
    return matrix;
  };
  return [load('a', m, k), load('b', k, n)];
}

function text(answer: Answer): string {
  const { plan, cyclesByCause, energyPj } = answer;
  const causes = Object.entries(cyclesByCause).filter(([, cycles]) => cycles > 0);
  return textPairs([
    ['cycles', String(answer.cycles)],
    ...causes.map(([cause, cycles]): [string, string] => [`  ${cause}`, String(cycles)]),
    ['time', forPeople(answer.timeS, 's')],
    ['multiply-accumulates', String(answer.macs)],
    ['utilisation', `${(100 * answer.utilisation).toFixed(1)} % of the fp8 peak`],
    [
      'energy',
      `${joules(energyPj.value)} (${joules(energyPj.low)} to ${joules(energyPj.high)}), ${answer.energyBasis}`,
    ],
    ['average power', forPeople((energyPj.value * 1e-12) / answer.timeS, 'W')],
    [
      'plan',
      `${plan.tiles} tiles: ${plan.splitM} × ${plan.splitN} × ${plan.splitK} of m × n × k, ${plan.rounds} round(s), ${plan.sramBytes} B of SRAM on the fullest`,
    ],
  ]);
}

function joules(picojoules: number): string {
  return forPeople(picojoules * 1e-12, 'J');
}
