#!/usr/bin/env node
/** The command line: arguments in, files and text out, exit codes. No computation. */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { InputError } from '../models/input-error.js';
import { EXIT } from './command.js';
import { COMMANDS } from './commands/all.js';
import { versionText } from './version.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

const parser = yargs(hideBin(process.argv))
  .scriptName('octile')
  .usage('$0 <command> [options]\n\nWhat an 8-bit float format costs and gives, before silicon.')
  .version(versionText())
  .strict()
  .demandCommand(1, 'a command is missing; `octile --help` lists them')
  .recommendCommands()
  .wrap(Math.min(110, process.stdout.columns ?? 110))
  .exitProcess(false)
  .fail((message, error) => {
    throw error ?? new InputError('octile', 'a command that --help describes', message);
  });
for (const command of COMMANDS) parser.command(command);

try {
  await parser.parseAsync();
} catch (error) {
  if (error instanceof InputError) {
    process.stderr.write(`octile: ${error.message}\n`);
    process.exitCode = EXIT.wrongUse;
  } else {
    process.stderr.write(`octile failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = EXIT.failed;
  }
}
