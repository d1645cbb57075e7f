#!/usr/bin/env node
/** The command line: arguments in, files and text out, exit codes. No computation. */
import { hideBin } from 'yargs/helpers';
import { InputError } from '../models/input-error.js';
import { refusedBySystem } from '../records/system-error.js';
import { EXIT } from './command.js';
import { refused, runCommandLine } from './run.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  const refusal = refusedBySystem(error, 'standard output', 'a place that can be written');
  if (refusal instanceof InputError) process.exit(refused(refusal));
  throw error;
});

process.exitCode = await runCommandLine(hideBin(process.argv));
