/** A characterisation as tables for a terminal: energy by kind of operands, and by block for one of them. */
import { BLOCKS } from '../../models/hardware/hardware-unit.js';
import type { Characterisation, SampledMean } from '../../records/characterisation.js';
import { type CharacterisedUnit, ENERGY_ESTIMATES, type EnergyEstimate } from '../../records/characterised-unit.js';
import { textTable } from '../../reports/export/text-table.js';
import { counted } from '../../reports/units/number.js';
import type { MeasuredPower, PowerModel } from '../../sim/gates/characterise/measured-power.js';

export function characterisationText(record: Characterisation): string {
  const { unit, library, netlist, order, wireFfPerFanOut, voltageV, libraryVoltageV, sampling } = record;
  const head = [
    `${unit} in ${library}: ${netlist.cells} cells, order ${order}, wires of ${wireFfPerFanOut} fF a fan-out`,
    `fJ a multiply-accumulate at ${voltageV} V (${library} at ${libraryVoltageV} V, times the square of the ratio);`,
    `± standard error of ${counted(sampling.windows, 'window')} of ${sampling.cycles} cycles of 128 units`,
  ].join('\n');
  const energies = textTable(
    ['operands', 'zero delay', 'unit delay', 'central', '±'],
    record.operands.map(({ operands, zeroDelayFj, unitDelayFj, centralFj }) => [
      operands,
      ...[zeroDelayFj, unitDelayFj, centralFj].map(({ value }) => value.toFixed(1)),
      centralFj.standardError.toFixed(1),
    ]),
  );
  const { flipFlopsFj, treeFj } = record.clock;
  const clock = `clock ${flipFlopsFj.toFixed(1)} fJ a multiply-accumulate in flip-flops, ${treeFj.toFixed(1)} in its tree`;
  const apart = `beside these: ${clock}; leakage ${record.leakageNw.toFixed(0)} nW a unit`;
  const left = record.productsLeftOut;
  const leftOut =
    left === 0 ? [] : [`${left} products of the trace are in formats that ${unit} does not read, and left out`];
  return [head, energies, blocksText(record), [apart, ...leftOut].join('\n')].join('\n\n');
}

const ESTIMATE_NAMES: Readonly<Record<EnergyEstimate, string>> = {
  zeroDelay: 'zero delay',
  unitDelay: 'unit delay',
  central: 'central',
};

/** The coefficients of a macro-model, and its errors on what it did not see. */
export function characterisedText({ unit, library, netlist, models, judged, range }: CharacterisedUnit): string {
  const names = ENERGY_ESTIMATES.map((estimate) => ESTIMATE_NAMES[estimate]);
  const coefficients = textTable(
    ['fJ for each change of', ...names],
    Object.keys(models.central).map((feature) => [
      feature,
      ...ENERGY_ESTIMATES.map((estimate) => models[estimate][feature].toFixed(2)),
    ]),
  );
  const percent = (value: number) => (100 * value).toFixed(1);
  const errors = textTable(
    ['not seen in fitting', ...names.map((name) => `${name} (%)`)],
    judged.central.byOperands.map(({ operands }, at) => [
      operands,
      ...ENERGY_ESTIMATES.map((estimate) => percent(judged[estimate].byOperands[at].error)),
    ]),
  );
  const sizes = ENERGY_ESTIMATES.map((estimate) => {
    const { mean, worst } = judged[estimate];
    return `${ESTIMATE_NAMES[estimate]}: mean ${percent(mean)} %, worst ${percent(worst)} %`;
  });
  const bounds = `of the central energy: ${range.low.toFixed(2)} without wires and glitches, ${range.high.toFixed(2)} with 2 fF a fan-out and every glitch`;
  return [`${unit} in ${library}: ${netlist.cells} cells`, coefficients, errors, sizes.join('; '), bounds].join('\n\n');
}

/** Geometric means by block. */
function blocksText({ operands }: Characterisation): string {
  return textTable(
    ['central, by block', ...BLOCKS],
    operands.map(({ operands: name, byBlock }) => [
      name,
      ...byBlock.map(({ zeroDelayFj, unitDelayFj }) => Math.sqrt(zeroDelayFj * unitDelayFj).toFixed(1)),
    ]),
  );
}

const MODEL_NAMES: Readonly<Record<PowerModel, string>> = {
  central: 'gates, central',
  zeroDelay: 'gates, zero delay',
  unitDelay: 'gates, unit delay',
  inputs: 'toggles of the inputs alone',
};

export function measuredPowerText(measured: MeasuredPower): string {
  const { rows, fits } = measured;
  const models = Object.keys(fits) as PowerModel[];
  const value = ({ value: mean, standardError }: SampledMean) => `${mean.toFixed(1)} ± ${standardError.toFixed(1)}`;
  const table = textTable(
    ['operands', 'measured (W)', ...models.map((model) => MODEL_NAMES[model]), 'left out (%)'],
    rows.map(({ name, powerW, modelled }, at) => [
      name,
      String(powerW),
      ...models.map((model) => value(modelled[model])),
      (100 * fits.central.leftOut[at]).toFixed(1),
    ]),
  );
  const judged = textTable(
    ['model', 'Spearman', 'leave-one-out (%)', 'worst (%)', 'offset (W)', 'gain'],
    models.map((model) => {
      const { spearman, meanLeftOut, worstLeftOut, offset, gain } = fits[model];
      const numbers = [spearman.toFixed(2), (100 * meanLeftOut).toFixed(1), (100 * worstLeftOut).toFixed(1)];
      return [MODEL_NAMES[model], ...numbers, offset.toFixed(0), gain.toFixed(3)];
    }),
  );
  const constant = `a constant: ${(100 * measured.constantLeftOut).toFixed(1)} %`;
  return [table, judged, constant].join('\n\n');
}
