/** LaTeX for papers: what is written, and that pdfLaTeX sets it within the text, in one column and in two. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportRecord } from '../../records/report.js';
import { exportReport } from '../../reports/export/folder.js';
import { breakable, escapeLatex } from '../../reports/export/latex/escape.js';
import { emOf } from '../../reports/export/latex/widths.js';
import { latexTables, tablesLatex } from '../../reports/export/latex.js';
import { temporaryFolder } from '../cli/octile.js';
import { CHARTS, fixtureReport } from './fixture.js';

const pdflatexIsThere = spawnSync('pdflatex', ['--version']).status === 0;

/** More columns than a page is wide, more rows than it is high, a column of sources, words without a joint. */
const hardTables: ReportRecord['tables'] = [
  ...fixtureReport().tables,
  {
    id: 'wide',
    title: 'A table with thirty columns',
    columns: [
      { name: 'Name', unit: '' },
      ...Array.from({ length: 29 }, (_, c) => ({ name: `metric number ${c}`, unit: 'cycles' })),
    ],
    rows: ['fp16', 'float8_e4m3fnuz:bias=11,nan=negative-zero'].map((name, r) => [
      name,
      ...Array.from({ length: 29 }, (_, c) => 1_234_567 * (c + 1 + r)),
    ]),
  },
  {
    id: 'long',
    title: 'A table with 130 rows',
    columns: [
      { name: 'op', unit: '' },
      { name: 'source', unit: '' },
      { name: 'energy', unit: 'pJ' },
    ],
    rows: Array.from({ length: 130 }, (_, r) => [
      `stage${r}.block.convolution3x3_${'x'.repeat(r % 40)}`,
      r % 3 === 0
        ? `Jouppi et al., “Ten lessons”, table ${r % 5}, https://example.org/a-long/address/that_goes_on/and-on.html; assumed because of ${'β₁'} and 日本`
        : 'gates',
      r * 1e5,
    ]),
  },
];
const report = fixtureReport({ tables: hardTables, charts: CHARTS.slice(0, 3) });

it.each([
  [
    '50% of $x_1^2 & {y}~z#\\',
    '50\\% of \\$x\\_1\\textasciicircum{}2 \\& \\{y\\}\\textasciitilde{}z\\#\\textbackslash{}',
  ],
  ['1.00×10⁻⁷ µJ', '1.00$\\times$10\\textsuperscript{-7} \\textmu{}J'],
  ['−2–3† <a>', '$-$2--3\\textdagger{} \\textless{}a\\textgreater{}'],
  ['a\n\n\\input{x}', 'a \\textbackslash{}input\\{x\\}'],
  ['[b]', '{[}b{]}'],
  ['β₁ of é', '$\\beta$\\textsubscript{1} of é'],
  ['日', '\\texttt{U+65E5}'],
])('escapes %j', (text, expected) => {
  expect(escapeLatex(text)).toBe(expected);
});

it('may break a long word behind its joints and inside a run of letters, and no number', () => {
  const parts = (text: string) => breakable(text).split('\\octilebreak{}');
  expect(parts('stage1.block2_x')).toEqual(['stage1.', 'block2\\_', 'x']);
  expect(parts('abcdefghijklmnopqrst')).toEqual(['abcdefghijklmn', 'opqrst']);
  expect(parts('1,234.5')).toEqual(['1,234.5']);
});

it('writes a file for each table, with booktabs and as many cells in each line as columns', () => {
  const files = latexTables(fixtureReport());
  expect([...files.keys()]).toEqual(['latex/comparison.tex', 'latex/layers.tex']);
  for (const latex of files.values()) {
    const columns = latex.match(/p\{[\d.]+em\}/g)?.length ?? 0;
    const lines = latex.split('\n').filter((line) => line.endsWith('\\\\'));
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.every((line) => line.match(/(?<!\\)&/g)?.length === columns - 1)).toBe(true);
    expect(latex).not.toContain('longtable');
  }
  expect(tablesLatex(fixtureReport())).toMatch(/\\input\{\\octilefolder\/latex\/layers\.tex\}/);
});

it('loses no cell of a table that it takes apart', () => {
  const files = latexTables(report);
  const cells = (id: string) =>
    [...(files.get(`latex/${id}.tex`) ?? '').matchAll(/^(.*) \\\\$/gm)].flatMap(([, line = '']) => line.split(' & '));
  for (let c = 0; c < 29; c++) expect(cells('wide')).toContain(`metric number ${c} (M cycles)`);
  expect(cells('long').filter((cell) => /^stage\d/.test(cell))).toHaveLength(130);
});

it('knows the widths of cmr10: digits are half an em, and no letter is wider than it says', () => {
  const cmr10 = { i: 0.278, a: 0.5, m: 0.833, n: 0.556, w: 0.722, t: 0.389, A: 0.75, M: 0.917, W: 1.028, '0': 0.5 };
  for (const [letter, em] of Object.entries(cmr10)) expect([letter, emOf(letter) >= em]).toEqual([letter, true]);
  expect(emOf('0123456789')).toBeLessThan(5.5);
});

describe.skipIf(!pdflatexIsThere)('a paper set by pdfLaTeX (skipped where it is not installed)', () => {
  const folder = temporaryFolder();
  for (const name of ['first', 'second']) {
    exportReport(report, (path, content) => {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), content);
    });
  }
  const both = `\\newcommand{\\octilefolder}{first}\\input{first/tables}\\input{first/figures}\\clearpage
\\renewcommand{\\octilefolder}{second}\\renewcommand{\\octileprefix}{second}\\input{second/tables}
Tables~\\ref{tab:octile-comparison} and~\\ref{tab:second-comparison}, Figure~\\ref{fig:octile-loss-x}`;

  it.each([
    ['one column of 10 points', 'article'],
    ['two columns of 10 points', '[twocolumn]{article}'],
    ['one column of 11 points', '[11pt]{article}'],
    ['one column of 12 points', '[12pt]{article}'],
    ['two columns of 12 points', '[12pt,twocolumn]{article}'],
  ])('has no table wider than the text in %s, and labels of its own for each of two reports', (name, documentClass) => {
    const source = `\\documentclass${documentClass.startsWith('[') ? documentClass : `{${documentClass}}`}
\\usepackage[T1]{fontenc}\\usepackage{booktabs,array,graphicx}
\\begin{document}${both.replace(/, Figure.*/, '')}\\end{document}\n`;
    const job = name.replaceAll(' ', '-');
    writeFileSync(join(folder, `${job}.tex`), source);
    const words = ['-interaction=nonstopmode', '-halt-on-error', job];
    for (const _ of name === 'one column of 10 points' ? ['labels', 'references'] : ['widths']) {
      const { status, stdout } = spawnSync('pdflatex', words, { cwd: folder, encoding: 'latin1' });
      expect([status, stdout.match(/^!.*(?:\n.*){3}/m)?.[0]]).toEqual([0, undefined]);
    }
    const log = readFileSync(join(folder, `${job}.log`), 'latin1');
    if (name === 'one column of 10 points') expect(log).not.toContain('undefined references');
    expect(log.match(/^(Overfull .hbox|LaTeX Warning: (Label .*multiply|Float too)).*(?:\n.+){0,2}/gm) ?? []).toEqual(
      [],
    );
  });
});
