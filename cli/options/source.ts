/** Whether a stage's folder refers to the one before it, and what a command that reads such folders reads. */
import type { Argv } from 'yargs';
import { type SourceRule, sourceFolders } from '../../stages/folders.js';

export interface SourceOptions {
  'self-contained': boolean;
}

export function sourceOptions<T>(yargs: Argv<T>) {
  return yargs.option('self-contained', {
    type: 'boolean',
    default: false,
    describe: 'copy what the folder refers to, so that it can be moved alone',
  });
}

export function sourceRuleOf(options: SourceOptions): SourceRule {
  return options['self-contained'] ? 'self-contained' : 'referred';
}

/** Folders of stages, and those that they refer to. */
export function readFolders(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => [folder, ...sourceFolders(folder)]);
}
