/** What units cost as gates, as tables for a terminal. */
import type { HardwareCosts } from '../../records/hardware-costs.js';
import { textTable } from '../../reports/export/text-table.js';
import { costRatios, macFj } from '../../reports/hardware/cost-ratios.js';
import { bandText, besidePublished } from '../../reports/hardware/published.js';

export function costsText(costs: HardwareCosts): string {
  const { library, voltageV, wireFfPerFanOut, order, units, sampling, yosys } = costs;
  const kinds = units[0]?.energies.map(({ operands }) => operands) ?? [];
  const table = textTable(
    ['unit', 'MACs a cycle', 'stages', 'cells', 'µm² a MAC', 'cycle (ps)', ...kinds.map((kind) => `${kind} (fJ)`)],
    units.map((unit) => [
      unit.unit,
      ...[unit.productsPerStep, unit.pipelineStages, unit.cells].map(String),
      unit.areaPerMacUm2.toFixed(1),
      unit.cyclePs.toFixed(0),
      ...unit.energies.map(
        ({ operands, zeroDelayFj, unitDelayFj }) =>
          `${macFj(unit, operands).toFixed(0)} (${(unit.clockFj + zeroDelayFj).toFixed(0)}–${(unit.clockFj + unitDelayFj).toFixed(0)})`,
      ),
    ]),
  );
  const rows = costRatios(costs).map(({ name, unit, base, area, energy }) => [
    ...[name, unit, base],
    ...[area, energy].map((ratio) => ratio.toFixed(2)),
  ]);
  const ratios = rows.length === 0 ? [] : [textTable(['what', 'unit', 'to', 'area (×)', 'energy (×)'], rows)];
  const notes = [
    `${library} at ${voltageV} V, synthesised by yosys ${yosys}, wires of ${wireFfPerFanOut} fF a fan-out; energy a multiply-accumulate with its clock:`,
    `geometric mean of zero and unit delay (both in brackets), ${sampling.windows} windows of ${sampling.cycles} cycles of 128 units, order ${order}.`,
    'Ratios of energy are of normal operands. Random bits come in at a port: their LFSR is not counted. The cycle is that of gates of least size without buffers: it compares units, and is no clock to be had.',
  ].join('\n');
  return [table, ...ratios, notes, ...publishedText(costs)].join('\n\n');
}

/** Beside what others published; nothing where no unit of theirs has one here. */
function publishedText(costs: HardwareCosts): string[] {
  const rows = besidePublished(costs);
  if (rows.length === 0) return [];
  const table = textTable(
    ['published', 'theirs', 'our unit', 'ours', 'ratio', 'expected', 'inside'],
    rows.map(({ what, published, unit, ours, ratio, band, isInside }) => [
      ...[what, published, unit, ours.toFixed(2), ratio.toFixed(2), bandText(band)],
      isInside ? 'yes' : 'no',
    ]),
  );
  const notes = rows.map(({ what, note }) => `${what}: ${note}.`).join('\n');
  return [table, notes, 'Supplies are scaled by the square, nodes are not; a unit is part of a chip or cluster.'];
}
