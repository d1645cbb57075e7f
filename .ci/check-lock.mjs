// Names the optional packages (one for each platform) that package-lock.json lacks: npm drops them silently
// where the registry is incomplete, and `npm ci` then fails on that platform.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const paths = Object.keys(packages);
const missing = Object.entries(packages).flatMap(([path, entry]) =>
  Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !paths.some((other) => other.endsWith(`node_modules/${name}`)))
    .map((name) => `package-lock.json lacks ${name}, which ${path} wants`),
);
for (const line of missing) console.error(line);
process.exit(missing.length === 0 ? 0 : 1);
