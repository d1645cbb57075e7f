/** The page as a browser lays it out: on a phone, on a screen and on paper. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportRecord } from '../../records/report.js';
import { reportHtml } from '../../reports/export/html.js';
import { temporaryFolder } from '../cli/octile.js';
import { CHARTS, fixtureReport } from './fixture.js';

const chromiumIsThere = spawnSync('chromium', ['--version']).status === 0;

/** Tables like those of a report: ops with eleven columns, energies with long sources, casts. */
const tables: ReportRecord['tables'] = [
  {
    id: 'ops',
    title: 'Ops of one training step',
    columns: [
      'layer',
      'phase',
      'op',
      'formats',
      'split m × n × k',
      'tiles',
      'total',
      'on tiles',
      'exchange',
      'sync',
      'energy',
    ].map((name, c) => ({ name, unit: c < 5 ? '' : c === 10 ? 'µJ' : 'cycles' })),
    rows: Array.from({ length: 30 }, (_, r) => [
      `${r}-layernorm`,
      'forward',
      'softmax-cross-entropy',
      'float8_e4m3fnuz × float8_e5m2fnuz',
      '784 × 1280 × 1024',
      ...[1472, 149_577, 130_001, 11_234, 954].map((value) => value + r),
      123.456 + r,
    ]),
  },
  {
    id: 'energy',
    title: 'Energy of a training step by action',
    columns: ['action', 'component', 'per', 'count', 'each', 'low', 'central', 'high', 'basis', 'source'].map(
      (name, c) => ({
        name,
        unit: c === 3 ? 'a step' : c > 3 && c < 8 ? 'pJ' : '',
      }),
    ),
    rows: Array.from({ length: 20 }, (_, r) => [
      `coefficient-byte-${r}`,
      'arithmetic',
      'multiply-accumulate of the operands as they are',
      1_234_567 * (r + 1),
      0.34,
      ...[1e9, 2e9, 3e9],
      'assumed',
      `Jouppi et al., “Ten Lessons”, ISCA 2021, table 2, of which a share of ${r} % stands, the rest goes with toggles (assumed, because nobody has measured it)`,
    ]),
  },
];
const report = fixtureReport({ tables, charts: CHARTS.slice(0, 4) });

interface Laid {
  readonly page: number;
  readonly width: number;
  readonly boxes: readonly { readonly label: string; readonly inside: number; readonly width: number }[];
  readonly highestRow: number;
  readonly drawings: readonly number[];
  readonly cutNumbers: readonly string[];
}

/** What a browser says of the page in a frame of some width; its policy, which forbids scripts, is taken out. */
function laidOut(width: number, change: (page: string) => string = (page) => page, of = report): Laid {
  const measure = `
    const all = (selector) => [...document.querySelectorAll(selector)];
    const height = (row) => row.getBoundingClientRect().height;
    parent.postMessage(JSON.stringify({
      page: document.documentElement.scrollWidth,
      width: document.documentElement.clientWidth,
      boxes: all('.scroll').map((box) => ({ label: box.getAttribute('aria-label'), inside: box.scrollWidth, width: box.clientWidth })),
      highestRow: Math.max(...all('tbody tr').map(height)),
      drawings: all('.card svg').map((svg) => svg.getBoundingClientRect().width).filter((px) => px > 0),
      cutNumbers: all('td.number').filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent),
    }), '*');`;
  const page = change(reportHtml(of).replace(/<meta http-equiv[^>]*>/, '')).replace(
    '</body>',
    `<script>${measure}</script></body>`,
  );
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'page.html'), page);
  const outer = `<body><iframe src="page.html" style="border:0;width:${width}px;height:900px"></iframe><script>
    addEventListener('message', ({ data }) => { const pre = document.createElement('pre'); pre.textContent = data; document.body.append(pre); });</script></body>`;
  writeFileSync(join(folder, 'outer.html'), outer);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--hide-scrollbars',
    '--window-size=1400,1000',
  ];
  const words = [...flags, '--virtual-time-budget=5000', '--dump-dom', `file://${join(folder, 'outer.html')}`];
  const { stdout } = spawnSync('chromium', words, { encoding: 'utf8', timeout: 100_000 });
  const [, json = ''] = /<pre>([\s\S]*?)<\/pre>/.exec(stdout) ?? [];
  return JSON.parse(json.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
}

describe.skipIf(!chromiumIsThere)('the page in a browser (skipped where Chromium is not installed)', () => {
  it('never scrolls as a whole on a phone; the comparison of two runs and the charts fit', () => {
    const two = fixtureReport({ tables, charts: CHARTS.slice(0, 4), rows: fixtureReport().rows.slice(0, 2) });
    const laid = laidOut(390, undefined, two);
    expect(laid.page).toBeLessThanOrEqual(laid.width);
    const [comparison] = laid.boxes;
    expect(comparison?.inside).toBeLessThanOrEqual((comparison?.width ?? 0) + 1);
    expect(laid.drawings).toHaveLength(4);
    expect(Math.max(...laid.drawings)).toBeLessThanOrEqual(390);
    expect(Math.min(...laid.drawings)).toBeGreaterThan(300);
  });

  it('shows every column at 1,280 pixels, in rows that are not high', () => {
    const laid = laidOut(1280);
    expect(laid.boxes.filter(({ inside, width }) => inside > width + 1)).toEqual([]);
    expect(laid.boxes.length).toBeGreaterThan(3);
    expect(laid.highestRow).toBeLessThan(100);
    expect(laid.drawings).toHaveLength(4);
  });

  it('shows every column on paper: A4 between margins of a centimetre is 718 pixels wide', () => {
    const laid = laidOut(718, (page) => page.replace('@media print', '@media all'));
    expect(laid.page).toBeLessThanOrEqual(laid.width);
    expect(laid.cutNumbers).toEqual([]);
    expect(laid.highestRow).toBeLessThan(120);
  });
});

it('says where a table goes on: its box scrolls, its first column stays, a shadow lies at the edge', () => {
  const page = reportHtml(report);
  expect(page).toMatch(/\.scroll \{[^}]*overflow-x: auto;[^}]*linear-gradient/);
  expect(page).toMatch(/tr > :first-child \{ position: sticky; left: 0;/);
  expect(page).toMatch(/@media print \{[\s\S]*\.scroll, \.card \{ overflow: visible;/);
});

it('keeps sources out of the rows: numbered notes below the table, each text once', () => {
  const page = reportHtml(report);
  expect(page).toContain('<td class="name">[1]</td>');
  expect(page.match(/<ol class="notes muted"[^>]*>/g)).toHaveLength(1);
  expect(page.match(/a share of 7 % stands/g)).toHaveLength(1);
});

it('has further tables below where a comparison has more numbers than a page is wide', () => {
  const row = fixtureReport().rows[0] as ReportRecord['rows'][number];
  const rows = Array.from({ length: 9 }, (_, i) => ({ ...row, label: `run ${i}`, against: {} }));
  const page = reportHtml(fixtureReport({ rows, charts: [] }));
  const tables = page.match(/aria-label="Comparison of the runs"[\s\S]*?<\/table>/g) ?? [];
  expect(tables.length).toBe(2);
  for (const table of tables) expect(table.match(/<th scope="col"/g)?.length).toBeLessThanOrEqual(8);
  expect(tables.join('').match(/<th scope="row" class="name">run 8</g)).toHaveLength(2);
});
