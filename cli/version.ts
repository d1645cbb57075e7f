/** The version of the package, with the commit where it runs from a checkout. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Version in package.json: the one place where it stands. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** `0.1.0 (commit 1234567)`; without a checkout the version alone. */
export function versionText(): string {
  const folder = packageFolder();
  if (!existsSync(join(folder, '.git'))) return packageVersion();
  try {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return `${packageVersion()} (commit ${commit.toString().trim()})`;
  } catch {
    return packageVersion();
  }
}

/** The nearest folder above this file that holds package.json. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
