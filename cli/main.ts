#!/usr/bin/env node
/** The command line: arguments in, files and text out, exit codes. No computation. */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { InputError } from '../models/input-error.js';
import { EXIT } from './command.js';
import { COMMANDS } from './commands/all.js';
import { checkArguments, type Usage, usageError } from './terminal/usage.js';
import { packageVersion, versionText } from './version.js';

const WIDTH = 110;
const words = hideBin(process.argv);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

const parser = yargs(words)
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
  .fail((message, error) => {
    throw error ?? usageError(message, usage(), words);
  });
for (const command of COMMANDS) parser.command(command);

try {
  await parser.parseAsync();
} catch (error) {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
  if (error instanceof InputError) {
    process.stderr.write(`octile: ${error.message}\n`);
    process.exitCode = EXIT.wrongUse;
  } else {
    process.stderr.write(`octile failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = EXIT.failed;
  }
}

/** The command among the words, with the form of its arguments. */
function usage(): Usage {
  for (const { command } of COMMANDS) {
    const form = String(command);
    const [name] = form.split(' ') as [string];
    if (name === words[0]) return { command: `octile ${name}`, form: `octile ${form}` };
  }
  return { command: 'octile', form: 'octile <command>' };
}
