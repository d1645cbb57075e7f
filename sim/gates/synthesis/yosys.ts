/**
 * A run of yosys inside this process: WebAssembly, files in and out as texts, nothing on disk. 38 MB, loaded at the
 * first run. The package is pinned (package.json), so that the same texts give the same netlist.
 */
import type { Tree } from '@yowasp/yosys';
import { InputError } from '../../../models/input-error.js';

/** Of the last lines that yosys wrote, how many an error shows. */
const LINES_SHOWN = 3;

export interface YosysRun {
  readonly script: string;
  readonly files: Readonly<Record<string, string>>;
  /** A file that the script writes. */
  readonly wanted: string;
}

/** Of the package, as package.json pins it (a test compares): a netlist depends on it. */
export const YOSYS_VERSION = '0.55.944';

/** @returns the text of `wanted` @throws InputError with what yosys says where it refuses */
export async function runYosys({ script, files, wanted }: YosysRun): Promise<string> {
  const yosys = await import('@yowasp/yosys');
  const log: string[] = [];
  const decoder = new TextDecoder();
  const write = (bytes: Uint8Array | null): void => {
    if (bytes !== null) log.push(decoder.decode(bytes, { stream: true }));
  };
  try {
    const tree = await yosys.runYosys(
      ['-q', '-s', 'script.ys'],
      { ...files, 'script.ys': script },
      { stdout: write, stderr: write },
    );
    return textOf(tree, wanted);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw refusal(log, error);
  }
}

function textOf(tree: Tree | undefined, name: string): string {
  const file = tree?.[name];
  if (typeof file === 'string') return file;
  if (file instanceof Uint8Array) return new TextDecoder().decode(file);
  throw new InputError('yosys', `a file ${name}`, 'none');
}

function refusal(log: readonly string[], error: unknown): InputError {
  const lines = log
    .join('')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const said = lines.slice(-LINES_SHOWN).join(' ') || String(error);
  return new InputError('yosys', 'a design that it can synthesise', said);
}
