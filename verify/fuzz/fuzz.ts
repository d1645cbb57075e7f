/** Cases of the fuzzer by their numbers: each reader and command line with damaged input, held to the contract. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCommandLine } from './command-lines.js';
import { type Outcome, outcomeOf } from './contract.js';
import { type Choices, choicesOf } from './draw.js';
import { mutatedRecord, mutatedText } from './mutate.js';
import { type Reader, readersIn } from './readers.js';

export interface FuzzResult {
  readonly taken: number;
  readonly refused: number;
  /** Of cases that break the contract: reader, number, what happened, the input. */
  readonly faults: readonly string[];
}

export interface FuzzRequest {
  readonly seed: number;
  readonly cases: number;
  readonly progress?: (done: number, faults: number) => void;
}

/** Share of cases that are command lines: one in so many. */
const COMMAND_LINES = 8;
/** Longest input that a fault repeats. */
const MOST_SHOWN = 2000;

export async function fuzz({ seed, cases, progress }: FuzzRequest): Promise<FuzzResult> {
  const folder = mkdtempSync(join(tmpdir(), 'octile-fuzz-'));
  const tally = { taken: 0, refused: 0 };
  const faults: string[] = [];
  try {
    const readers = readersIn(folder).flatMap((reader) => Array<Reader>(reader.weight).fill(reader));
    for (let index = 0; index < cases; index++) {
      const { name, input, outcome } = await runCase(readers, choicesOf(seed, index));
      if (typeof outcome === 'string') tally[outcome]++;
      else faults.push(`case ${index} of seed ${seed}, ${name}: ${outcome.fault}\n${input.slice(0, MOST_SHOWN)}`);
      progress?.(index + 1, faults.length);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...tally, faults };
}

interface CaseResult {
  readonly name: string;
  readonly input: string;
  readonly outcome: Outcome;
}

async function runCase(readers: readonly Reader[], choices: Choices): Promise<CaseResult> {
  if (choices.below(COMMAND_LINES) === 0) {
    return { name: 'command line', input: '', outcome: await outcomeOf(() => checkCommandLine(choices)) };
  }
  const { name, sound, read } = choices.oneOf(readers);
  const record = JSON.stringify(mutatedRecord(sound, choices)) ?? '';
  const input = choices.below(6) === 0 ? mutatedText(record, choices) : record;
  return { name, input, outcome: await outcomeOf(() => read(input)) };
}
