/** `octile hardware verify`: the gates of a unit, and its register-transfer code, equal its model. */
import type { Verification } from '../../../stages/hardware/verify.js';
import { type Command, FailedCheck, print } from '../../command.js';
import { wholeNumber } from '../../options/checks.js';
import { type HardwareUnitOptions, hardwareUnitOf, hardwareUnitOptions } from '../../options/hardware-unit.js';

interface Options extends HardwareUnitOptions {
  library: string;
  vectors: number;
  seed: number;
  faults: number;
  rtl: boolean;
  json: boolean;
}

const MOST_VECTORS = 1_000_000_000;
const MOST_FAULTS = 1_000_000;
/** Vectors of a test bench lie in memory, as text. */
const MOST_RTL_VECTORS = 1_000_000;

export const verifyCommand: Command<Options> = {
  command: 'verify',
  describe: 'the gates of a unit, and its register-transfer code, equal its model bit for bit',
  builder: (yargs) =>
    hardwareUnitOptions(yargs)
      .option('library', { type: 'string', default: 'asap7', describe: 'cells to build it of' })
      .option('vectors', { type: 'number', default: 100_000, describe: 'random and hard operands' })
      .option('seed', { type: 'number', default: 1, describe: 'of operands and faults' })
      .option('faults', {
        type: 'number',
        default: 0,
        describe: 'single-gate faults to plant: each must be found, or be proved to change no result',
      })
      .option('rtl', { type: 'boolean', default: false, describe: 'also under Verilator or Icarus Verilog' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile hardware verify --unit amp-f13 --vectors 1000000', 'netlist beside model')
      .example('octile hardware verify --unit amp-int8 --faults 100 --rtl', 'planted faults, and the code itself'),
  handler: async (options) => {
    const { verifyStage } = await import('../../../stages/hardware/verify.js');
    const unit = hardwareUnitOf(options);
    const most = options.rtl ? MOST_RTL_VECTORS : MOST_VECTORS;
    const verification = await verifyStage({
      unit,
      library: options.library,
      vectors: wholeNumber('vectors', options.vectors, 1, most),
      seed: wholeNumber('seed', options.seed, 0, 2 ** 32 - 1),
      faults: wholeNumber('faults', options.faults, 0, MOST_FAULTS),
      rtl: options.rtl,
    });
    print(options.json ? JSON.stringify(verification) : linesOf(verification).join('\n'));
    if (!holds(verification)) throw new FailedCheck(`${unit.name}: not shown to be its model`);
  },
};

function holds({ netlist, faults, rtl }: Verification): boolean {
  return netlist.different === 0 && faults.every(({ outcome }) => outcome !== 'open') && (rtl?.failed ?? 0) === 0;
}

function linesOf({ unit, library, cells, netlist, faults, rtl }: Verification): string[] {
  const count = (value: number) => value.toLocaleString('en-US');
  const of = (outcome: string) => count(faults.filter((fault) => fault.outcome === outcome).length);
  const open = faults.filter(({ outcome }) => outcome === 'open').map(({ kind, cell }) => `  open: ${kind} at ${cell}`);
  const differences = netlist.differences.map(
    ({ operands, expected, got }) => `  ${operands}: expected ${expected}, got ${got}`,
  );
  return [
    `${unit} of ${count(cells)} cells of ${library}: ${count(netlist.vectors)} vectors, ${count(netlist.different)} differ from the model`,
    ...differences,
    ...(faults.length === 0
      ? []
      : [
          `${count(faults.length)} faults planted: ${of('found')} found, ${of('shown')} shown by operands of a solver, ${of('harmless')} proved to change no result, ${of('open')} open`,
        ]),
    ...open,
    ...(rtl === undefined
      ? []
      : [
          `register-transfer code under ${rtl.simulator}: ${count(rtl.passed)} vectors pass, ${count(rtl.failed)} differ`,
        ]),
  ];
}
