/** A unit as cells, in words and a table. */
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import type { Synthesis } from '../../records/synthesis.js';
import { textPairs, textTable } from '../../reports/export/text-table.js';
import { plainNumber } from '../../reports/units/number.js';

const AREA_UNITS = { um2: 'µm²', nand2: 'NAND2 gates' } as const;

export function synthesisText(record: Synthesis, library: CellLibrary): string {
  const unit = AREA_UNITS[record.areaUnit];
  const { area, areaPerMac, cells, flipFlops, depth, electrical, blocks } = record;
  const pairs: [string, string][] = [
    ['unit', `${record.unit}: ${record.productsPerStep} products a step, ${record.pipelineStages} register stages`],
    ['cells', `${cells} of ${library.name} (${library.node}), ${flipFlops} of them flip-flops`],
    ['area', `${plainNumber(area)} ${unit}, ${plainNumber(areaPerMac)} a multiply-accumulate`],
    ['depth', `${depth} cells between registers`],
  ];
  if (electrical === undefined)
    pairs.push(['delay, energy', `not known of ${library.name}: functions and areas alone`]);
  else {
    const { cyclePs, wireFfPerFanOut, leakageNw, clockFj, voltageV } = electrical;
    pairs.push(
      [
        'shortest cycle',
        `${plainNumber(cyclePs)} ps at ${voltageV} V, wires of ${wireFfPerFanOut} fF a pin, cells not sized to loads`,
      ],
      [
        'clock',
        `${plainNumber(clockFj.flipFlops)} fJ a cycle in flip-flops, ${plainNumber(clockFj.tree)} in the tree (assumed)`,
      ],
      ['leakage', `${plainNumber(leakageNw)} nW`],
    );
  }
  const rows = blocks.map((block) => [
    block.block,
    String(block.cells),
    plainNumber(block.area),
    `${Math.round((100 * block.area) / area)} %`,
    String(block.depth),
  ]);
  return [textPairs(pairs), textTable(['block', 'cells', `area, ${unit}`, 'of all', 'depth'], rows)].join('\n\n');
}
