/** One run of the command line: words in, results on standard output, what went wrong as one sentence, exit code. */
import yargs from 'yargs';
import { InputError } from '../models/input-error.js';
import { refusedBySystem } from '../records/system-error.js';
import { EXIT, FailedCheck } from './command.js';
import { COMMANDS, commandForm } from './commands/all.js';
import { checkNeeds } from './options/needs.js';
import { checkArguments, isWritten, type Usage, usageError } from './terminal/usage.js';
import { packageVersion, versionText } from './version.js';

const WIDTH = 110;

/** @param words as typed behind `octile`. @returns the exit code (EXIT) */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    await parserOf(words).parseAsync();
    return EXIT.done;
  } catch (error) {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
    const refusal = refusedBySystem(error, pathOf(error), 'a place that can be read or written');
    if (refusal instanceof InputError) return refused(refusal);
    if (error instanceof FailedCheck) {
      process.stderr.write(`octile: ${error.message}\n`);
      return EXIT.failed;
    }
    process.stderr.write(`octile failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.failed;
  }
}

/** Says it in one sentence. @returns the exit code */
export function refused({ message }: InputError): number {
  process.stderr.write(`octile: ${message}\n`);
  return EXIT.wrongUse;
}

/** What the system was asked for. */
function pathOf(error: unknown): string {
  const path = error instanceof Error && 'path' in error ? error.path : undefined;
  return typeof path === 'string' ? path : 'standard input or output';
}

function parserOf(words: readonly string[]) {
  const parser = yargs([...words])
    .scriptName('octile')
    .usage('$0 <command> [options]\n\nWhat an 8-bit float format costs and gives, before silicon.')
    .version(words.includes('--version') ? versionText() : packageVersion())
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'short-option-groups': false,
    })
    .strict()
    .demandCommand(1)
    .wrap(Math.min(WIDTH, process.stdout.columns || WIDTH))
    .exitProcess(false)
    .middleware((parsed) => checkArguments(parsed, words), true)
    .middleware((parsed) => checkNeeds(commandForm(words)?.name ?? '', parsed, (option) => isWritten(option, words)))
    .fail((message, error) => {
      throw error ?? usageError(message, usageOf(words), words);
    });
  for (const command of COMMANDS) parser.command(command);
  return parser;
}

/** The command among the words, with the form of its arguments. */
function usageOf(words: readonly string[]): Usage {
  const found = commandForm(words);
  if (found === undefined) return { command: 'octile', form: 'octile <command>' };
  return { ...found, command: `octile ${found.name}`, form: `octile ${found.form}` };
}
