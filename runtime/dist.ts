/**
 * Where the compiled files are: workers and WebAssembly exist only under dist/, whose tree mirrors the
 * sources. Called from the sources (tests) and from dist/ itself (everything else).
 */
const isSource = import.meta.url.endsWith('.ts');

/** Address of a compiled file, by its path below dist/. */
export function distFile(path: string): URL {
  return new URL(`${isSource ? '../dist/' : '../'}${path}`, import.meta.url);
}
