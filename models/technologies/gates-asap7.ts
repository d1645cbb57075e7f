/**
 * Products of fp8 and fp16 priced by gates: Octile's own unit for a slice of the AMP, synthesised in ASAP7, its toggles
 * counted on the operands of training steps; the rest of the chip as in published-7nm.
 * Energies go from the library's 0.70 V to the table's supply by the square. Central: wires of 1 fF a fan-out, geometric
 * mean of zero and unit delay; low: no wires, zero delay; high: 2 fF, unit delay; both wider by the macro-model's error.
 * Left out: products of fp32, which stay priced by operations; leakage of the units, which is in the chip's.
 */
import { GATE_WIDTHS, type GateWidth } from '../hardware/gate-widths.js';
import { CHANGE_NAMES, UNIT_CHANGES } from '../hardware/unit-changes.js';
import { PARTIAL_WIDTHS, type PartialWidth } from '../machines/operand-width.js';
import { type CharacterisedUnitFacts, characterisedAmp } from './characterised/characterised.js';
import { published7nm } from './published-7nm.js';
import {
  changeAction,
  type EnergyFigure,
  type EnergyFigures,
  FEMTOJOULES_PER_PICOJOULE,
  GATE_ACTIONS,
  OPERATION_ACTIONS,
  type Technology,
} from './technology.js';

/** How far the clock tree may lie from what is assumed of it. */
const TREE = { least: 0, most: 2 } as const;

function unitFigures(width: GateWidth, partials: PartialWidth): [string, EnergyFigure][] {
  const unit = characterisedAmp(width, partials);
  const pj = (published7nm.supplyV / unit.voltageV) ** 2 / FEMTOJOULES_PER_PICOJOULE;
  const changes = UNIT_CHANGES.map((change): [string, EnergyFigure] => [
    changeAction(change, width, partials),
    changeFigure(unit, pj * unit.models.central[change], CHANGE_NAMES[change]),
  ]);
  return [[`unit-clock.${width}.${partials}`, clockFigure(unit, pj)], ...changes];
}

function changeFigure({ range, judged, ...unit }: CharacterisedUnitFacts, value: number, name: string): EnergyFigure {
  const { mean, worst } = judged.central;
  return {
    per: name,
    component: 'arithmetic',
    low: value * range.low * (1 - worst),
    value,
    high: value * range.high * (1 + worst),
    basis: 'gates',
    source: `${unitText(unit)}; a macro-model of its toggles, off by ${percent(mean)} in the mean and ${percent(worst)} at worst on operands that it was not fitted on; remade by ${unit.command}`,
  };
}

function clockFigure({ clock, ...unit }: CharacterisedUnitFacts, pj: number): EnergyFigure {
  const { flipFlopsFj, treeFj } = clock;
  return {
    per: 'MAC, whatever its operands',
    component: 'arithmetic',
    low: pj * (flipFlopsFj + TREE.least * treeFj),
    value: pj * (flipFlopsFj + treeFj),
    high: pj * (flipFlopsFj + TREE.most * treeFj),
    basis: 'gates',
    source: `${unitText(unit)}: clock pins of its flip-flops, and ${percent(treeFj / (flipFlopsFj + treeFj))} for the tree to them, which is assumed`,
  };
}

function unitText(unit: Pick<CharacterisedUnitFacts, 'unit' | 'library' | 'netlist' | 'voltageV'>): string {
  return `${unit.unit} in ${unit.library}, ${unit.netlist.cells} cells, from ${unit.voltageV.toFixed(2)} to ${published7nm.supplyV} V by the square`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function tileFigures(): EnergyFigures<'tiles'> {
  const { tiles } = published7nm.figures;
  if (tiles === undefined) throw new Error('no figures of tiles');
  const isGated = (action: string) => GATE_WIDTHS.some((width) => action.split('.')[1] === width);
  const replaced = new Set<string>(OPERATION_ACTIONS.filter(isGated));
  const kept = Object.entries(tiles).filter(([action]) => !replaced.has(action));
  const gates = GATE_WIDTHS.flatMap((width) => PARTIAL_WIDTHS.flatMap((partials) => unitFigures(width, partials)));
  return Object.fromEntries([...gates, ...kept]) as EnergyFigures<'tiles'>;
}

export const gatesAsap7: Technology = {
  ...published7nm,
  name: 'gates-asap7',
  summary: `products of ${GATE_WIDTHS.join(' and ')} by gates: Octile’s own units in ASAP7, ${GATE_ACTIONS.length} figures; the rest of the chip as published-7nm`,
  figures: { tiles: tileFigures() },
};
