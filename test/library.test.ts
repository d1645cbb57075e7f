/** The examples of docs/library.md and the README's, run as they stand against the built package. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const pages = ['docs/library.md', 'README.md'].map((path) =>
  readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'),
);

/** Each block of JavaScript with the heading that it stands under. */
const examples = pages
  .join('\n')
  .split(/^## /m)
  .flatMap((section) => {
    const heading = section.split('\n')[0] as string;
    return [...section.matchAll(/^```js\n(.*?)^```/gms)].map(
      (match, i) => [`${heading} ${i + 1}`, match[1] ?? ''] as const,
    );
  });

/** What the comments behind arrows say is printed. */
function promised(code: string): string[] {
  return [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1] as string);
}

describe('docs/library.md and README.md', () => {
  it('has examples, and each prints something', () => {
    expect(examples.length).toBeGreaterThanOrEqual(8);
    expect(examples.filter(([, code]) => promised(code).length === 0)).toEqual([]);
  });

  // Run from the checkout, where the package's own name means its exports.
  it.each(examples)('%s', (_, code) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual(promised(code));
  });
});
