import { expect, it } from 'vitest';
import { canonicalText } from '../../records/json.js';
import type { ReportRecord } from '../../records/report.js';
import { exportReport } from '../../reports/export/folder.js';
import { fixtureReport } from './fixture.js';

function filesOf(report: ReportRecord): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  exportReport(report, (path, content) => {
    expect(files.has(path)).toBe(false);
    files.set(path, content);
  });
  return files;
}

it('writes a page, a record, papers’ tables, and three files a chart, the same bytes each time', () => {
  const report = fixtureReport({ charts: fixtureReport().charts.slice(0, 2) });
  const files = filesOf(report);
  expect([...files.keys()].sort()).toEqual(
    [
      'charts/cycles-by-cause.pdf',
      'charts/cycles-by-cause.png',
      'charts/cycles-by-cause.svg',
      'charts/energy-per-sample.pdf',
      'charts/energy-per-sample.png',
      'charts/energy-per-sample.svg',
      'csv/comparison.csv',
      'csv/cycles-by-cause.csv',
      'csv/energy-per-sample.csv',
      'csv/layers.csv',
      'figures.tex',
      'latex/comparison.tex',
      'latex/layers.tex',
      'methods.md',
      'report.html',
      'report.json',
      'tables.md',
      'tables.tex',
    ].sort(),
  );
  expect(files.get('report.json')).toBe(canonicalText(report));
  expect(filesOf(report)).toEqual(files);
});

it('refuses whole networks whose table is not there', () => {
  const wholeNetworks = { table: 'none', note: '', works: [] };
  expect(() => filesOf(fixtureReport({ wholeNetworks }))).toThrow(
    'report wholeNetworks table: expected the id of a table, got "none"',
  );
});

it('links only to files that it writes', () => {
  const files = filesOf(fixtureReport());
  const links = [...String(files.get('report.html')).matchAll(/href="([^"#]+)"/g)].map((match) => match[1] ?? '');
  expect(links.filter((link) => !files.has(link))).toEqual([]);
});

it.each([
  [{ id: 'layers' }, 'report: expected each id of a chart or table once, got "layers" again'],
  [{ id: 'comparison' }, 'report: expected each id of a chart or table once, got "comparison" again'],
  [
    { categories: ['a'] },
    'report chart "energy-per-sample" series "forward" y: expected 1 values, one a category, got 4',
  ],
  [
    { series: [{ name: 's', y: [1, 2], low: [1] }] },
    'report chart "energy-per-sample" series "s" low: expected 2 values, as many as y has, got 1',
  ],
])('refuses a chart that contradicts itself, before anything is written: %o', (change, message) => {
  const report = fixtureReport();
  const [chart] = report.charts;
  const written: string[] = [];
  const broken = fixtureReport({ charts: [{ ...chart, ...change } as ReportRecord['charts'][number]] });
  expect(() => exportReport(broken, (path) => written.push(path))).toThrow(message);
  expect(written).toEqual([]);
});

it('refuses a table row of another length', () => {
  const [table] = fixtureReport().tables;
  const tables = [{ ...table, rows: [['a']] }] as ReportRecord['tables'];
  expect(() => exportReport(fixtureReport({ tables }), () => undefined)).toThrow(
    'report table "layers" row 1: expected 4 cells',
  );
});
