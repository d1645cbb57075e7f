/** Progress of long work: one line on standard error, rewritten in place, only on a terminal. */
export interface Progress {
  readonly show: (done: number, total: number, note?: string) => void;
  readonly end: () => void;
}

const INTERVAL_MS = 100;

export function createProgress(label: string): Progress {
  const stream = process.stderr;
  if (!stream.isTTY) return { show: () => {}, end: () => {} };
  let last = 0;
  return {
    show(done, total, note = '') {
      const now = Date.now();
      if (now - last < INTERVAL_MS && done < total) return;
      last = now;
      const width = 24;
      const filled = Math.round((width * done) / total);
      stream.write(`\r\x1b[2K${label} [${'='.repeat(filled)}${' '.repeat(width - filled)}] ${done}/${total} ${note}`);
    },
    end: () => void stream.write('\r\x1b[2K'),
  };
}
