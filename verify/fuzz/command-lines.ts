/** Command lines of what only prints, run in this process with what they print caught. */
import { runCommandLine } from '../../cli/run.js';
import { checkAmounts, sentenceFault } from './contract.js';
import type { Choices } from './draw.js';
import { mutatedWords } from './mutate.js';

/** None writes a file, reads standard input, or works long. */
const LINES = [
  'gemm --m 8 --k 32 --n 16 --tiles 4 --format f143 --machine ipu21 --json',
  'gemm --m 8 --k 32 --n 16 --format fp16 --partials float32 --set tile.workers=8 --engine closed-form',
  'gemm --m 12 --k 64 --n 16 --tiles 1 --output packed --coefficients standard --technology published-7nm',
  'compare --network mlp --batch 8 --recipes fp16,fp8 --machines ipu21 --tiles 16 --json',
  'compare --m 24 --k 64 --n 16 --tiles 2 --machines ipu21,gc200 --format fp16 --json',
  'plan --network mlp --recipe fp8 --batch 8 --tiles 16 --op xw --json',
  'plan --network mlp --batch 4 --machine ipu21 --set tile.workers=8 --memory',
  'formats 1.3.4:bias=11,nan=negative-zero --json',
  'units hopper:promotion=128 --a-format e4m3 --b-format e5m2 --json',
  'units fma --accumulator float16 --rounding stochastic --random-bits 3 --record',
  'machines ipu21+eight-workers+wide-ports --json',
  'networks mlp --batch 4 --json',
  'networks cnn --file',
  'technologies published-7nm',
  'technologies published-7nm --record',
  'schemas run',
].map((line) => line.split(' '));
const POOL = LINES.flat();
/** Commands that a changed word must not turn a line into, and options that read or write. */
const ELSEWHERE = [
  'demo',
  'train',
  'simulate',
  'price',
  'report',
  'export',
  'convert',
  'dot',
  'validate',
  'sweep',
  'paper',
  '--stdin',
];

/** @throws RangeError, and whatever else the command line does not turn into an exit code */
export async function checkCommandLine(choices: Choices): Promise<void> {
  const words = mutatedWords(choices.oneOf(LINES), POOL, choices);
  if (words.some((word) => ELSEWHERE.includes(word.split('=')[0] ?? ''))) return;
  const { status, printed, said } = await caught(words);
  const line = JSON.stringify(words);
  if (status === 0) return checkPrinted(printed, line);
  const fault = status === 2 ? sentenceFault(said.replace(/^octile: /, '').replace(/\n$/, '')) : { fault: said };
  if (fault !== undefined) throw new RangeError(`${line} exits with ${status}: ${fault.fault}`);
}

function checkPrinted(printed: string, line: string): void {
  if (/\bNaN\b|Infinity/.test(printed) && !line.includes('formats') && !line.includes('units')) {
    throw new RangeError(`${line} prints a number that is none`);
  }
  if (printed.startsWith('{"cycles"')) checkAmounts(JSON.parse(printed));
}

async function caught(words: readonly string[]): Promise<{ status: number; printed: string; said: string }> {
  const written = { stdout: '', stderr: '' };
  const names = ['stdout', 'stderr'] as const;
  const kept = names.map((name) => process[name].write);
  const log = console.log;
  for (const name of names) {
    process[name].write = (chunk: unknown) => {
      written[name] += String(chunk);
      return true;
    };
  }
  console.log = () => undefined;
  try {
    return { status: await runCommandLine(words), printed: written.stdout, said: written.stderr };
  } finally {
    for (const [i, name] of names.entries()) process[name].write = kept[i] as typeof process.stdout.write;
    console.log = log;
  }
}
