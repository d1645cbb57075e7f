import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Chart, ReportRecord } from '../../records/report.js';
import { shownColumn } from '../../reports/export/column.js';
import { comparisonOf, labelOf } from '../../reports/export/comparison.js';
import { chartCsv, rowsCsv, tableCsv } from '../../reports/export/csv.js';
import { methodsMarkdown, tablesMarkdown } from '../../reports/export/markdown.js';
import { terminalSummary } from '../../reports/export/text.js';
import { shownWidth, wrapped } from '../../reports/export/text-width.js';
import { CHARTS, fixtureReport, HOSTILE } from './fixture.js';

const report = fixtureReport();
const numpyIsThere = spawnSync('python3', ['-c', 'import numpy']).status === 0;

/** A reader of RFC 4180 that shares nothing with the writer. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      at++;
      while (!(text[at] === '"' && text[at + 1] !== '"')) {
        if (text[at] === '"') at++;
        field += text[at++];
      }
      at++;
    } else while (at < text.length && text[at] !== ',' && text[at] !== '\r') field += text[at++];
    rows.at(-1)?.push(field);
    if (text[at] === ',') at++;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      if (at < text.length) rows.push([]);
    }
    if (text[at - 1] === ',' && (text[at] === '\r' || at === text.length)) rows.at(-1)?.push('');
    if (text[at] === '\r') {
      at += 2;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}

describe('a column has one unit', () => {
  it.each<[string, (number | null)[], string, string, string[]]>([
    ['of its largest number', [1500, 2_500_000], 'pJ', 'µJ', ['0.00150', '2.50']],
    [
      'of the number in the middle, where the smallest would be lost',
      [2.7e-4, 12, 1963],
      'µJ',
      'µJ',
      ['2.70×10⁻⁴', '12', '1,963'],
    ],
    [
      'of what is counted, every digit of it, beside few',
      [18, 12_845_056],
      'elements',
      'elements',
      ['18', '12,845,056'],
    ],
  ])('%s', (_, cells, unit, shownUnit, shown) => {
    expect(shownColumn(cells, unit)).toMatchObject({ unit: shownUnit, cells: shown });
  });
});

describe('CSV', () => {
  it('parses back to the numbers and text of the table', () => {
    const [table] = report.tables as [ReportRecord['tables'][number]];
    const [header, ...rows] = parseCsv(tableCsv(table));
    expect(header).toEqual(['Layer', 'Cycles', 'Energy (pJ)', 'Error']);
    const back = rows.map((row) =>
      row.map((field, c) => (c === 0 ? field.replace(/^'/, '') : field === '' ? null : Number(field))),
    );
    const onOneLine = table.rows.map(([name, ...numbers]) => [String(name).replace('\n', ' '), ...numbers]);
    expect(back).toEqual(onOneLine);
  });

  it('keeps a spreadsheet from running text, and leaves numbers alone', () => {
    const text = tableCsv({
      id: 't',
      title: 't',
      columns: [{ name: '=A1', unit: '' }],
      rows: [['=cmd()'], ['+1+cmd()'], ['-x'], ['@a'], ['\t=A1'], [-1.5], ['a=b']],
    });
    expect(text).toBe("'=A1\r\n'=cmd()\r\n'+1+cmd()\r\n'-x\r\n'@a\r\n'=A1\r\n-1.5\r\na=b\r\n");
  });

  it.each(['-16', '+1', '-1.5', '-.5e-3', '1E+300', '-0'])(
    'writes %s as a number, also where it names a category',
    (text) => {
      expect(tableCsv({ id: 't', title: 't', columns: [{ name: 'x', unit: '' }], rows: [[text]] })).toBe(
        `x\r\n${text}\r\n`,
      );
    },
  );

  it('holds no control character, so that a line is a record', () => {
    const text = tableCsv({
      id: 't',
      title: 't',
      columns: [{ name: 'a\u0007', unit: '' }],
      rows: [['\u001B[31mred\u001B[0m\r\nx\u0085\u202E']],
    });
    expect(text).toBe('a\r\n[31mred [0m  x\r\n');
  });

  it.skipIf(!numpyIsThere)('is read by numpy as numbers, negative ones too (skipped without numpy)', () => {
    const chart: Chart = {
      ...(CHARTS[0] as Chart),
      kind: 'histogram',
      categories: ['-16', '-1', '0', '7'],
      series: [{ name: 'dx', y: [0, -2.5e-7, 3, null] }],
    };
    const code =
      "import numpy,sys; t=numpy.genfromtxt(sys.stdin,delimiter=',',skip_header=1); print(t[:,1].tolist(), t[:3,2].tolist())";
    const read = spawnSync('python3', ['-c', code], { input: chartCsv(chart), encoding: 'utf8' });
    expect(read.stdout.trim()).toBe('[-16.0, -1.0, 0.0, 7.0] [0.0, -2.5e-07, 3.0]');
  });

  it('has a line for each point of a chart, with its range', () => {
    const chart = CHARTS[0] as Chart;
    const rows = parseCsv(chartCsv(chart));
    expect(rows[0]).toEqual([
      'series',
      'Format',
      'Energy per sample (pJ)',
      'Energy per sample low (pJ)',
      'Energy per sample high (pJ)',
    ]);
    expect(rows).toHaveLength(1 + 8);
    expect(rows[4]).toEqual(['forward', '1.3.4:bias=11,nan=negative-zero', '700000000', '500000000', '1000000000']);
    expect(rows[7]).toEqual(['backward', 'f152', '', '0', '0']);
  });

  it('has every metric of every run', () => {
    const rows = parseCsv(rowsCsv(report));
    expect(rows).toHaveLength(1 + 3 * 8 + 2 * 2);
    const [header = [], first = []] = rows;
    expect(header.slice(0, 5)).toEqual(['run', 'format', 'machine', 'network', 'seeds']);
    expect(first.slice(0, 5)).toEqual(['float16', 'float16', 'ipu21', 'resnet32', '1, 2, 3']);
    const cells = (row: string[] = []) => Object.fromEntries(header.map((name, c) => [name, row[c]]));
    expect(cells(first)).toMatchObject({
      ...{ metric: 'accuracy', against: '', value: '93.12', low: '92.81', high: '93.4', interval: 'deviation' },
      ...{ unit: '%', basis: 'emulated', method: 'emulated', source: 'spread over 3 seeds' },
    });
    const ratio = rows.map(cells).find(({ metric, against }) => metric === 'throughput' && against === 'float16');
    expect(ratio).toMatchObject({ run: 'float8_e4m3fnuz', value: '1.93', unit: '×', interval: 'energy-table' });
  });
});

describe('Markdown', () => {
  it('lines up, with text that stays text', () => {
    const lines = tablesMarkdown(report)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const tables = [lines.slice(0, 10), lines.slice(10)];
    for (const table of tables) expect(new Set(table.map(shownWidth)).size).toBe(1);
    const bars = (table: string[]) => new Set(table.map((line) => line.match(/(?<!\\)\|/g)?.length));
    expect(tables.map(bars)).toEqual([new Set([7]), new Set([5])]);
    expect(tablesMarkdown(report)).toContain('line one line \\| two');
  });

  it('writes methods, caveats and inputs', () => {
    const text = methodsMarkdown(fixtureReport({ caveats: [HOSTILE] }));
    expect(text).toContain('## Energy\n\nCounts times the energy table');
    expect(text).toContain('- &lt;script&gt;');
    expect(text).toContain(`trace: SHA-256 \`${'a'.repeat(64)}\``);
  });
});

describe('the terminal', () => {
  it('fits in 100 columns, with units, ranges and marks, and no colour unless asked', () => {
    const text = terminalSummary(report);
    expect(Math.max(...text.split('\n').map(shownWidth))).toBeLessThanOrEqual(100);
    expect(text).toMatch(/Energy per sample \(mJ\) +3\.63† \(2\.54–4\.72\)/);
    expect(text).toContain('† assumed');
    expect(text).not.toContain('\u001B');
    expect(terminalSummary(report, 'colour')).toContain('\u001B[1m');
  });

  it('fits in 80 columns with many runs and long hostile names', () => {
    const rows = Array.from({ length: 9 }, (_, i) => ({
      ...report.rows[i % 3],
      keys: { format: `${'very-long-'.repeat(9)}${i}`, seed: `\u001B[31m${i}` },
    }));
    const text = terminalSummary(fixtureReport({ rows: rows as ReportRecord['rows'] }), 'plain', 80);
    expect(Math.max(...text.split('\n').map(shownWidth))).toBeLessThanOrEqual(80);
    expect(text).not.toContain('\u001B');
    expect(text).toContain('Average power (W)');
  });

  it('calls rows by letters in its tables where a label is too long for a column', () => {
    const [first, second] = report.rows as [ReportRecord['rows'][number], ReportRecord['rows'][number]];
    const rows = [first, { ...second, label: 'fp8 · tiles 1,472 · clock 1.5 GHz' }];
    const text = terminalSummary(fixtureReport({ rows }));
    expect(text).toContain('A: float16\nB: fp8 · tiles 1,472 · clock 1.5 GHz\n');
    expect(text).toMatch(/^Metric +A +B$/m);
    expect(text).toMatch(/^Metric +B : A$/m);
    expect(terminalSummary(report)).not.toContain('A: ');
  });

  it('breaks lines at spaces', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('xxxxxxxxx', 4)).toEqual(['xxxx', 'xxxx', 'x']);
    expect(wrapped('ab xxxxxxxxx cd', 4)).toEqual(['ab x', 'xxxx', 'xxxx', 'cd']);
    expect(wrapped('', 4)).toEqual(['']);
  });
});

describe('the comparison', () => {
  const row = (value: number, unit: string, keys: Record<string, string>) => ({
    label: Object.values(keys).join(' '),
    keys,
    runs: [{ seed: 1, sha256: '0'.repeat(64) }],
    against: {},
    metrics: { energyPerSample: { value, unit, basis: 'gates' as const, method: 'simulated', source: 'gates' } },
  });

  it('says once what all rows share, and calls each by its label', () => {
    const { shared, runs } = comparisonOf(
      fixtureReport({ rows: [row(1, 'J', { net: 'a', seed: '1' }), row(2, 'J', { net: 'a', seed: '2' })] }),
    );
    expect([shared, runs]).toEqual(['net a', ['a 1', 'a 2']]);
  });

  it('marks what its basis calls assumed, whatever its words say', () => {
    const [plain, assumed] = (['published', 'assumed'] as const).map((basis) => {
      const { metrics, ...of } = row(1, 'J', { net: 'a' });
      const energyPerSample = { ...metrics.energyPerSample, basis, source: 'nothing is assumed in it' };
      return terminalSummary(fixtureReport({ rows: [{ ...of, metrics: { energyPerSample } }] }));
    });
    expect([plain?.includes('1†'), assumed?.includes('1†')]).toEqual([false, true]);
  });

  it('brings different prefixes of one unit together', () => {
    const [metric] = comparisonOf(
      fixtureReport({ rows: [row(2, 'mJ', { f: 'a' }), row(1.5e9, 'pJ', { f: 'b' })] }),
    ).metrics;
    expect([metric?.unit, metric?.cells.map((cell) => cell?.value)]).toEqual(['mJ', ['2', '1.50']]);
  });

  it('keeps one unit where numbers are far apart, and gives each its own where they measure different things', () => {
    const [far] = comparisonOf(fixtureReport({ rows: [row(2, 'pJ', { f: 'a' }), row(3, 'J', { f: 'b' })] })).metrics;
    expect([far?.unit, far?.cells.map((cell) => cell?.value)]).toEqual(['J', ['2.00×10⁻¹²', '3']]);
    const [mixed] = comparisonOf(fixtureReport({ rows: [row(2, 's', { f: 'a' }), row(3, 'J', { f: 'b' })] })).metrics;
    expect([mixed?.unit, mixed?.cells.map((cell) => cell?.value)]).toEqual(['', ['2 s', '3 J']]);
  });

  it('shows an error to the last place of its number', () => {
    const loss = {
      value: 0.0887,
      low: 0.0887 - 0.00792,
      high: 0.0887 + 0.00792,
      unit: '',
      interval: 'deviation',
    } as const;
    const { metrics: _, ...of } = row(1, '', { f: 'a' });
    const metrics = { loss: { ...loss, basis: 'emulated', method: 'm', source: 's' } } as const;
    const [metric] = comparisonOf(fixtureReport({ rows: [{ ...of, metrics }] })).metrics;
    expect([metric?.cells[0]?.value, metric?.cells[0]?.range]).toEqual(['0.0887', '± 0.0079']);
  });

  it.each([
    ['samplesPerSecond', 'Samples per second'],
    ['time_to_accuracy', 'Time to accuracy'],
    ['SNR', 'SNR'],
  ])('reads %s as %s', (name, label) => {
    expect(labelOf(name)).toBe(label);
  });
});
