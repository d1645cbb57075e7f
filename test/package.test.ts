/**
 * The packed package, installed without development dependencies into an empty folder, as a user has it.
 * `npm test` has built dist/ before; packing does not build again, since other tests run from dist/.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './cli/octile.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MINUTES = 60_000;
const folder = temporaryFolder();
const project = join(folder, 'project');

function npm(words: readonly string[], cwd: string): string {
  return execFileSync('npm', words, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
}

const packed = JSON.parse(npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT)) as [
  { filename: string; size: number; bundled: string[]; files: { path: string }[] },
];
const files = packed[0].files.map(({ path }) => path);

/** Without a registry, and without the packages in npm's cache, nothing can be installed. */
const installable =
  process.env.OCTILE_REQUIRE_DATA === '1' || spawnSync('npm', ['ping'], { timeout: 20_000 }).status === 0;

describe('the packed package', () => {
  it('holds what is built and the documents, nothing else', () => {
    const documents = ['package.json', 'README.md', 'LICENSE', 'CITATION.cff', 'THIRD-PARTY-NOTICES.md'];
    const others = files.filter((path) => !documents.includes(path) && !/^(dist|docs|node_modules)\//.test(path));
    expect(others).toEqual([]);
  });

  it('brings chartjs-node-canvas and what it asks for, but no binary: below 2 MB', () => {
    expect([...packed[0].bundled].sort()).toEqual(['canvas', 'chartjs-node-canvas', 'tslib']);
    expect(files.filter((path) => /\.(node|dll|so|dylib|exe)$/.test(path))).toEqual([]);
    expect(packed[0].size).toBeLessThan(2e6);
  });

  it('holds no tests, benchmarks or sources', () => {
    const own = files.filter((path) => !path.startsWith('node_modules/'));
    const wrong = own.filter(
      (path) =>
        /(^|\/)(test|bench|verify|node_modules)\//.test(path) || (path.endsWith('.ts') && !path.endsWith('.d.ts')),
    );
    expect(wrong).toEqual([]);
  });

  it('holds the kernels, the command line and the licence', () => {
    for (const path of [
      'dist/sim/arithmetic/kernels/kernels.wasm',
      'dist/sim/arithmetic/kernels/host/kernels.worker.js',
      'dist/cli/main.js',
      'LICENSE',
      'THIRD-PARTY-NOTICES.md',
    ]) {
      expect(files).toContain(path);
    }
  });
});

describe.skipIf(!installable)('the installed package (skipped without an npm registry)', () => {
  beforeAll(() => {
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{"private":true}');
    npm(
      ['install', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', join(folder, packed[0].filename)],
      project,
    );
  }, 5 * MINUTES);

  /** `npx octile …` with lines on standard input. */
  function installed(words: readonly string[], input: string): string {
    return execFileSync('npx', ['--no-install', 'octile', ...words], {
      cwd: project,
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    });
  }

  it('has no development dependencies, and no `canvas` that downloads a binary', () => {
    for (const name of ['vitest', 'typescript', 'assemblyscript', 'canvas', 'prebuild-install', 'node-addon-api']) {
      expect(existsSync(join(project, 'node_modules', name))).toBe(false);
    }
  });

  it('leaves npm nothing to repair: every package is one that its neighbours ask for', () => {
    expect(() => npm(['ls', '--all'], project)).not.toThrow();
  });

  it('draws through chartjs-node-canvas: two bars of blue, one twice as high as the other', async () => {
    const code = `
      const { ChartJSNodeCanvas } = require('chartjs-node-canvas');
      const canvas = new ChartJSNodeCanvas({ width: 200, height: 100 });
      const datasets = [{ data: [1, 2], backgroundColor: '#0000ff', barPercentage: 1, categoryPercentage: 1 }];
      const hidden = { display: false, beginAtZero: true };
      process.stdout.write(canvas.renderToBufferSync({
        type: 'bar',
        data: { labels: ['a', 'b'], datasets },
        options: { plugins: { legend: { display: false } }, scales: { x: hidden, y: hidden } },
      }));`;
    const octile = join(project, 'node_modules', 'octile');
    const png = execFileSync(process.execPath, ['--eval', code], { cwd: octile });
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    const image = await loadImage(png);
    const context = createCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const isBlue = (x: number, y: number) => context.getImageData(x, y, 1, 1).data.join() === '0,0,255,255';
    const height = (x: number) => Array.from({ length: 100 }, (_, y) => isBlue(x, y)).filter(Boolean).length;
    expect([image.width, image.height]).toEqual([200, 100]);
    expect(height(50)).toBe(50);
    expect(height(150)).toBe(100);
  });

  it('converts: 1.1 is 1.125 in F143', () => {
    expect(installed(['convert', '--format', 'f143'], '3f8ccccd\n')).toBe('41\n');
  });

  it('multiplies: 1 × 1 + 2 × 1 is 3', () => {
    expect(installed(['dot', '--unit', 'ipu21-amp'], '{"a":"4048","b":"4040","c":"0000"}\n')).toBe('{"d":"4200"}\n');
  });

  it(
    'goes the whole way, with threads and pictures',
    () => {
      const small = [
        '--train-images',
        '32',
        '--test-images',
        '10',
        '--epochs',
        '1',
        '--batch',
        '16',
        '--tiles',
        '64',
        '--threads',
        '2',
      ];
      expect(installed(['demo', ...small], '')).toContain('report');
      expect(existsSync(join(project, 'octile-out', 'demo', 'report', 'report.html'))).toBe(true);
    },
    MINUTES,
  );

  it('is a library: its exports, and their types', () => {
    const code =
      "import { dot, resolveUnit } from 'octile'; console.log(dot(resolveUnit({ family: 'hopper' }), [56], [56], 0, 0));";
    const settings = { cwd: project, encoding: 'utf8' } as const;
    // 1 × 1 in E4M3 is 1 in float32: 3f800000.
    expect(execFileSync(process.execPath, ['--input-type=module', '--eval', code], settings)).toBe(`${0x3f800000}\n`);
    expect(existsSync(join(project, 'node_modules', 'octile', 'dist', 'index.d.ts'))).toBe(true);
  });

  it('says its version without a commit', () => {
    expect(installed(['--version'], '')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
