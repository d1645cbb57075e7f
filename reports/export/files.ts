/** Where each exporter's file stands in the folder of a report; links and the writer agree on it here. */

/** The comparison's own CSV; charts and tables may not have its id. */
export const ROWS_ID = 'comparison';

export const REPORT_FILES = {
  page: 'report.html',
  record: 'report.json',
  methods: 'methods.md',
  markdown: 'tables.md',
  latex: 'tables.tex',
  latexFigures: 'figures.tex',
} as const;

export function chartFiles(id: string): { readonly [kind in 'png' | 'svg' | 'pdf' | 'csv']: string } {
  return { png: `charts/${id}.png`, svg: `charts/${id}.svg`, pdf: `charts/${id}.pdf`, csv: csvFile(id) };
}

export function latexFile(id: string): string {
  return `latex/${id}.tex`;
}

export function csvFile(id: string): string {
  return `csv/${id}.csv`;
}
