/** What the schema cannot say about a report: ids are unique, and every list is as long as its axis. */
import { InputError, shown } from '../../models/input-error.js';
import type { Chart, ReportRecord, Table } from '../../records/report.js';
import { ROWS_ID } from './files.js';

/** @throws InputError naming the chart or table, what its length should be and what it is */
export function checkReport(report: ReportRecord): void {
  const ids = new Set<string>([ROWS_ID]);
  for (const { id } of [...report.charts, ...report.tables]) {
    if (ids.has(id)) throw new InputError('report', 'each id of a chart or table once', `${shown(id)} again`);
    ids.add(id);
  }
  report.charts.forEach(checkChart);
  report.tables.forEach(checkTable);
  checkNetworks(report);
}

function checkNetworks({ wholeNetworks, tables }: ReportRecord): void {
  if (wholeNetworks === undefined || tables.some(({ id }) => id === wholeNetworks.table)) return;
  throw new InputError('report wholeNetworks table', 'the id of a table', shown(wholeNetworks.table));
}

function checkChart(chart: Chart): void {
  for (const series of chart.series) {
    const lists = { x: series.x, low: series.low, high: series.high };
    for (const [list, values] of Object.entries(lists)) {
      if (values === undefined || values.length === series.y.length) continue;
      const where = `report chart ${shown(chart.id)} series ${shown(series.name)} ${list}`;
      throw new InputError(where, `${series.y.length} values, as many as y has`, String(values.length));
    }
    if (chart.categories === undefined || series.x !== undefined) continue;
    if (chart.categories.length === series.y.length) continue;
    const where = `report chart ${shown(chart.id)} series ${shown(series.name)} y`;
    throw new InputError(where, `${chart.categories.length} values, one a category`, String(series.y.length));
  }
}

function checkTable(table: Table): void {
  table.rows.forEach((row, r) => {
    if (row.length === table.columns.length) return;
    const where = `report table ${shown(table.id)} row ${r + 1}`;
    throw new InputError(where, `${table.columns.length} cells, one a column`, String(row.length));
  });
}
