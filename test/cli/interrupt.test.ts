import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MAIN, outputOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();

/** Starts long training, and ends it and all of its process group with a signal once its folder is being filled. */
async function interruptedTraining(out: string, signal: NodeJS.Signals): Promise<NodeJS.Signals | null> {
  const words = ['train', '--train-images', '640', '--epochs', '10000', '--threads', '2', '--force', '--out', out];
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: 'ignore', detached: true });
  const ended = new Promise<NodeJS.Signals | null>((done) => child.on('exit', (_, by) => done(by)));
  const begun = () =>
    existsSync(join(out, '..')) && readdirSync(join(out, '..')).some((name) => name.includes('partial'));
  while (!begun()) await wait(50);
  await wait(300);
  process.kill(-(child.pid as number), signal);
  return ended;
}

/** What stands in a folder once nothing unfinished does; gives up after ten seconds. */
async function settled(parent: string): Promise<string[]> {
  for (let tries = 0; tries < 100; tries++) {
    const names = readdirSync(parent);
    if (!names.some((name) => name.startsWith('.'))) return names;
    await wait(100);
  }
  return readdirSync(parent);
}

describe('octile train, ended by a signal', () => {
  it.each(['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGKILL'] as const)(
    '%s leaves no partial folder, and the earlier result',
    async (signal) => {
      const parent = join(folder, signal);
      const out = join(parent, 'trace');
      mkdirSync(parent);
      outputOf(['simulate', '--network', 'mlp', '--batch', '8', '--tiles', '16', '--out', out]);
      const earlier = readFileSync(join(out, 'run.json'), 'utf8');
      expect(await interruptedTraining(out, signal)).toBe(signal);
      expect(await settled(parent)).toEqual(['trace']);
      expect(readFileSync(join(out, 'run.json'), 'utf8')).toBe(earlier);
      expect(existsSync(join(out, 'training.json'))).toBe(false);
    },
  );
});
