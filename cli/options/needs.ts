/** Options that do something only beside another one, or without it: elsewhere they are refused, not ignored. */
import { InputError, shown } from '../../models/input-error.js';
import { isStochastic, type RoundingRule } from '../../models/rounding.js';
import { CHOICE_NAMES } from '../../models/units/spelling.js';
import { optionName } from './checks.js';

/** What a command was given: options and positionals by name, defaults among them. */
type Given = Readonly<Record<string, unknown>>;

interface Need {
  readonly commands: readonly string[];
  readonly options: readonly string[];
  /** The option or positional that decides. */
  readonly beside: string;
  /** In words. */
  readonly needed: string;
  readonly isMet: (beside: unknown, given: Given) => boolean;
}

const isGiven = (beside: unknown) => beside !== undefined && beside !== false;
const isAbsent = (beside: unknown) => !isGiven(beside);

const NEEDS: readonly Need[] = [
  {
    commands: ['train'],
    options: ['checkpoint-every', 'resume'],
    beside: 'checkpoint',
    needed: '--checkpoint beside it, the file',
    isMet: isGiven,
  },
  {
    commands: ['train', 'demo'],
    options: ['gradient-bias'],
    beside: 'loss-scale',
    needed: '--loss-scale fixed beside it, which carries it',
    isMet: (scale) => isAbsent(scale) || scale === 'fixed',
  },
  {
    commands: ['simulate', 'compare'],
    options: ['recipe', 'batch', 'unit', 'sequence', 'training', 'inference', 'optimiser', 'stream'],
    beside: 'network',
    needed: '--network beside it: traces and products have their own',
    isMet: isGiven,
  },
  {
    commands: ['compare'],
    options: ['recipes'],
    beside: 'network',
    needed: '--network beside it',
    isMet: isGiven,
  },
  {
    commands: ['compare'],
    options: ['recipe'],
    beside: 'recipes',
    needed: 'no --recipes beside it, which names them all',
    isMet: isAbsent,
  },
  {
    commands: ['simulate', 'compare', 'plan'],
    options: ['optimiser'],
    beside: 'inference',
    needed: 'no --inference beside it, which updates nothing',
    isMet: isAbsent,
  },
  {
    commands: ['plan'],
    options: ['recipe', 'batch', 'unit', 'sequence', 'training', 'inference', 'optimiser', 'machine', 'tiles', 'set'],
    beside: 'network',
    needed: '--network beside it: a run has its own',
    isMet: isGiven,
  },
  {
    commands: ['plan'],
    options: ['memory', 'figure'],
    beside: 'op',
    needed: 'no --op beside it, which explains instead',
    isMet: isAbsent,
  },
  {
    commands: ['plan'],
    options: ['memory'],
    beside: 'json',
    needed: 'no --json beside it, which has the memory of every op',
    isMet: isAbsent,
  },
  {
    commands: ['plan'],
    options: ['width', 'height', 'text', 'dpi', 'force'],
    beside: 'figure',
    needed: '--figure beside it',
    isMet: isGiven,
  },
  {
    commands: ['simulate'],
    options: ['chips'],
    beside: 'network',
    needed: '--network beside it: a trace is of the chips that it was made for',
    isMet: isGiven,
  },
  {
    commands: ['simulate'],
    options: ['parallel', 'micro-batches'],
    beside: 'chips',
    needed: '--chips beside it',
    isMet: isGiven,
  },
  {
    commands: ['simulate'],
    options: ['micro-batches'],
    beside: 'parallel',
    needed: '--parallel pipeline beside it',
    isMet: (way) => way === 'pipeline',
  },
  {
    commands: ['simulate'],
    options: ['activity'],
    beside: 'trace',
    needed: 'a trace beside it: a network has shapes alone',
    isMet: isGiven,
  },
  { commands: ['compare'], options: ['format'], beside: 'm', needed: '--m, --k and --n beside it', isMet: isGiven },
  {
    commands: ['convert'],
    options: ['rounding', 'overflow', 'random-bits'],
    beside: 'decode',
    needed: 'no --decode beside it, which is exact',
    isMet: isAbsent,
  },
  {
    commands: ['convert'],
    options: ['random-bits'],
    beside: 'rounding',
    needed: 'a stochastic --rounding beside it',
    isMet: (rule) => isStochastic(rule as RoundingRule),
  },
  {
    commands: ['units'],
    options: ['record', 'a-format', 'b-format', ...Object.values(CHOICE_NAMES)],
    beside: 'name',
    needed: 'the name of a unit beside it',
    isMet: isGiven,
  },
  {
    commands: ['units'],
    options: ['json'],
    beside: 'record',
    needed: 'no --record beside it, which is JSON',
    isMet: isAbsent,
  },
  {
    commands: ['networks'],
    options: ['file', 'sequence'],
    beside: 'name',
    needed: 'the name of a network beside it',
    isMet: isGiven,
  },
  {
    commands: ['networks'],
    options: ['batch'],
    beside: 'name',
    needed: 'the name of a network, or --json, beside it',
    isMet: (name, { json }) => isGiven(name) || isGiven(json),
  },
  {
    commands: ['networks'],
    options: ['json', 'batch'],
    beside: 'file',
    needed: 'no --file beside it, which holds neither counts nor a batch',
    isMet: isAbsent,
  },
  {
    commands: ['export'],
    options: ['m', 'k', 'n', 'format', 'output', 'coefficients', 'operands', 'machine', 'tiles', 'set'],
    beside: 'run',
    needed: 'no run beside it, which has its own',
    isMet: isAbsent,
  },
  {
    commands: ['export'],
    options: ['operands'],
    beside: 'vcd',
    needed: '--vcd beside it, which shows their partials',
    isMet: isGiven,
  },
  { commands: ['report', 'plan'], options: ['height'], beside: 'width', needed: '--width beside it', isMet: isGiven },
  {
    commands: ['validate'],
    options: ['cases', 'leave-one-out', 'machine', 'tiles', 'set', 'out'],
    beside: 'what',
    needed: 'cycles beside it: published speeds and measured powers have their machines',
    isMet: (what) => what !== 'throughput' && what !== 'energy',
  },
  {
    commands: ['validate'],
    options: ['technology'],
    beside: 'what',
    needed: 'energy beside it: cycles and speeds need no table',
    isMet: (what) => what === 'energy',
  },
  {
    commands: ['hardware characterise'],
    options: ['trace', 'operands', 'voltage', 'out', 'waves'],
    beside: 'measured',
    needed: 'no --measured beside it, which has its own operands',
    isMet: isAbsent,
  },
  {
    commands: ['hardware characterise'],
    options: ['waves'],
    beside: 'out',
    needed: '--out beside it, where they are written',
    isMet: isGiven,
  },
  {
    commands: ['hardware macro-model'],
    options: ['fit'],
    beside: 'judge',
    needed: '--judge beside it, other traces to judge by',
    isMet: isGiven,
  },
  {
    commands: ['hardware macro-model'],
    options: ['judge'],
    beside: 'fit',
    needed: '--fit beside it, other traces to fit on',
    isMet: isGiven,
  },
  {
    commands: ['hardware cost'],
    options: ['units'],
    beside: 'remake',
    needed: '--remake beside it: the record that comes along has all of them',
    isMet: (remake) => remake === true,
  },
  {
    commands: ['hardware characterise', 'hardware macro-model', 'hardware cost'],
    options: ['force'],
    beside: 'out',
    needed: '--out beside it',
    isMet: isGiven,
  },
  {
    commands: ['fingerprint'],
    options: ['formats', 'accumulator', 'out'],
    beside: 'answers',
    needed: 'no --answers beside it, which names its formats',
    isMet: isAbsent,
  },
  { commands: ['fingerprint'], options: ['json'], beside: 'answers', needed: '--answers beside it', isMet: isGiven },
  {
    commands: ['vectors curve'],
    options: ['units', 'rows', 'seed'],
    beside: 'remake',
    needed: '--remake beside it: the record that comes along has its own',
    isMet: (remake) => remake === true,
  },
  {
    commands: ['vectors generate', 'vectors curve', 'fingerprint'],
    options: ['force'],
    beside: 'out',
    needed: '--out beside it',
    isMet: isGiven,
  },
  {
    commands: ['paper'],
    options: ['quick', 'only', 'data', 'text', 'check', 'workers'],
    beside: 'from',
    needed: 'no --from beside it, whose results are there',
    isMet: isAbsent,
  },
  {
    commands: ['paper'],
    options: ['out', 'workers'],
    beside: 'check',
    needed: 'no --check beside it, which runs nothing',
    isMet: isAbsent,
  },
  { commands: ['validate'], options: ['force'], beside: 'out', needed: '--out beside it', isMet: isGiven },
];

/** @param isWritten whether an option stands on the command line @throws InputError naming the option */
export function checkNeeds(command: string, given: Given, isWritten: (option: string) => boolean): void {
  for (const { commands, options, beside, needed, isMet } of NEEDS) {
    if (!commands.includes(command) || isMet(given[beside], given)) continue;
    const idle = options.find(isWritten);
    if (idle !== undefined) throw new InputError(optionName(idle), needed, found(beside, given[beside]));
  }
}

const POSITIONALS: readonly string[] = ['name', 'run', 'trace', 'what'];

function found(beside: string, value: unknown): string {
  const label = POSITIONALS.includes(beside) ? beside.toUpperCase() : optionName(beside);
  if (isAbsent(value)) return `no ${label}`;
  return value === true ? label : `${label} ${shown(value)}`;
}
