/**
 * What must not outlive its process unfinished. Long work here is synchronous, so a process cannot answer a signal
 * while it computes, and none can answer being killed. A second process holds one end of a pipe; when the first is
 * gone, however it went, the pipe closes, and the second tidies up what is still named. It costs nothing while it waits.
 * Left out: a machine that stops, or both processes killed together; the next writer of the place tidies then
 * (`recover`, whole-folder.ts).
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** What is done to a path once the process is gone. */
type Mark =
  /** It is removed. */
  | 'partial'
  /** It is removed, and the folder around it where nothing else is in it. */
  | 'lock'
  /** It goes back to its place, unless something else is there. */
  | 'moved'
  /** Nothing: it is done with. */
  | 'finished';

/** Reads lines of JSON, [path, mark, place], until the pipe closes. */
const KEEPER = `
  const fs = require('node:fs');
  const marks = new Map();
  let text = '';
  process.stdin.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => {
    for (const line of text.split('\\n').filter(Boolean)) {
      const [path, mark, place] = JSON.parse(line);
      mark === 'finished' ? marks.delete(path) : marks.set(path, { mark, place });
    }
    for (const [path, { mark, place }] of marks) {
      try {
        if (mark === 'moved' && fs.existsSync(path) && !fs.existsSync(place)) fs.renameSync(path, place);
        fs.rmSync(path, { recursive: true, force: true });
        if (mark === 'lock') fs.rmdirSync(require('node:path').dirname(path));
      } catch {}
    }
  });
`;

let keeper: ChildProcess | undefined;

/** From now on the path is removed if this process ends. */
export function markPartial(path: string): void {
  tell(path, 'partial');
}

export function markLock(path: string): void {
  tell(path, 'lock');
}

/** @param place where it was, and goes back to if this process ends before it is finished */
export function markMoved(path: string, place: string): void {
  tell(path, 'moved', place);
}

/** The path is done with: moved to its place, or removed. */
export function markFinished(path: string): void {
  if (keeper !== undefined) tell(path, 'finished');
}

function tell(path: string, mark: Mark, place?: string): void {
  keeper ??= startKeeper();
  keeper.stdin?.write(`${JSON.stringify([path, mark, place])}\n`);
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
