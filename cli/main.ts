#!/usr/bin/env node
/** The command line: arguments in, files and text out, exit codes. No computation. */
import { hideBin } from 'yargs/helpers';
import { EXIT } from './command.js';
import { runCommandLine } from './run.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

process.exitCode = await runCommandLine(hideBin(process.argv));
