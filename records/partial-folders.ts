/**
 * Folders that must not outlive their process unfinished. Long work here is synchronous, so a process
 * cannot answer a signal while it computes, and none can answer being killed. A second process holds one
 * end of a pipe; when the first is gone, however it went, the pipe closes, and the second removes what is
 * still named. It costs nothing while it waits.
 * Left out: a machine that stops, or both processes killed together: what stays then is a folder whose
 * name begins with a dot.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** Reads lines of JSON, [path, 'partial' | 'finished'], until the pipe closes. */
const KEEPER = `
  const paths = new Set();
  let text = '';
  process.stdin.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => {
    for (const line of text.split('\\n').filter(Boolean)) {
      const [path, state] = JSON.parse(line);
      state === 'partial' ? paths.add(path) : paths.delete(path);
    }
    for (const path of paths) require('node:fs').rmSync(path, { recursive: true, force: true });
  });
`;

let keeper: ChildProcess | undefined;

/** From now on the folder is removed if this process ends. */
export function markPartial(path: string): void {
  keeper ??= startKeeper();
  keeper.stdin?.write(`${JSON.stringify([path, 'partial'])}\n`);
}

/** The folder is done with: moved to its place, or removed. */
export function markFinished(path: string): void {
  keeper?.stdin?.write(`${JSON.stringify([path, 'finished'])}\n`);
}

/** Detached, so that Ctrl-C in a terminal does not reach it. Without it work goes on unguarded. */
function startKeeper(): ChildProcess {
  const child = spawn(process.execPath, ['-e', KEEPER], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const ignore = () => undefined;
  child.on('error', ignore);
  child.stdin.on('error', ignore);
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
