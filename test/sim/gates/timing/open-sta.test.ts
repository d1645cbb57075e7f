/**
 * OpenSTA as a judge: it reads the original Liberty files, we our facts. That build adds the energies of all arcs of an
 * output up, each by the duty of its condition, and divides by nothing (for an AOI22 three times what a change takes;
 * later builds divide): what is compared is therefore the mean of the arcs' energies that it found, with its slopes and
 * loads, by the rule that ours are means by (inputs by how often the output follows them, conditions alike).
 */
import { describe, expect, it } from 'vitest';
import { hardwareUnit } from '../../../../models/hardware/presets.js';
import { cellLibrary } from '../../../../models/technologies/cells/libraries.js';
import { userCache } from '../../../../runtime/cache.js';
import { netlistVerilog } from '../../../../sim/gates/export/netlist-verilog.js';
import { emitRtl } from '../../../../sim/gates/rtl/emit.js';
import { synthesise } from '../../../../sim/gates/synthesis/synthesise.js';
import { netArrivals } from '../../../../sim/gates/timing/arrivals.js';
import { cellEnergies, loadFf } from '../../../../sim/gates/timing/energies.js';
import { kindsOf, netLoads } from '../../../../sim/gates/timing/loads.js';
import { cyclePs } from '../../../../sim/gates/timing/paths.js';
import { itWithShared, sharedFile } from '../../../shared-data.js';
import { HAS_OPEN_STA, runOpenSta, type StaArc } from './open-sta.js';

const JUDGED = [
  { library: 'asap7', file: 'asap7_rvt_tt_0p70v_25c_trim.lib', psPerTime: 1 },
  { library: 'sky130', file: 'sky130hd_tt_1p80v_25c_trim.lib', psPerTime: 1000 },
];
const UNITS = ['fma-fp8', 'exsdotp-fp8'];
const PERIOD_PS = 1000;

for (const { library: name, file, psPerTime } of JUDGED) {
  const liberty = `data/liberty/${file}`;
  const judged = HAS_OPEN_STA ? itWithShared(liberty) : it.skip;
  describe(`${name} beside OpenSTA (package opensta)`, () => {
    for (const unitName of UNITS)
      judged(`${unitName}: energy of a change of every instance, delay`, () => compare(unitName));

    async function compare(unitName: string): Promise<void> {
      const library = cellLibrary(name, 'test');
      const verilog = emitRtl(hardwareUnit(unitName, 'test')).files.map(({ text }) => text);
      const netlist = await synthesise(verilog.join('\n'), library, userCache());
      const period = PERIOD_PS / psPerTime;
      const sta = runOpenSta({
        liberty: sharedFile(liberty),
        verilog: netlistVerilog(netlist, library),
        period,
        psPerTime,
      });

      expect(Math.abs(cyclePs(netlist, library, 0) / sta.cyclePs - 1)).toBeLessThan(0.05);

      const loads = netLoads(netlist, library, 0);
      const ours = cellEnergies(netlist, library, loads, netArrivals(netlist, library, loads));
      const kinds = kindsOf(netlist, library);
      const arcs = byInstance(sta.arcs);
      const errors = netlist.cells.map((cell, index) => {
        const kind = kinds[index];
        const { byInput = [], byOutput = [] } = ours[index] ?? {};
        const charge = cell.outputs.reduce((sum, net) => sum + (loadFf(loads, net) * library.voltageV ** 2) / 2, 0);
        const own = charge + [...byInput, ...byOutput].reduce((sum, energyFj) => sum + energyFj, 0);
        const theirs = arcs.get(cell.name) ?? [];
        const outputs = new Set(kind?.outputs.map(({ pin }) => pin));
        const inside = (kind?.outputs ?? []).map(({ pin, energies }) =>
          energies.reduce((sum, { from, weight }) => sum + weight * meanOf(theirs, pin, from), 0),
        );
        const entered = (kind?.inputs ?? []).map(({ pin }) =>
          enteredFj(theirs, pin, kind?.flipFlop ? new Set() : outputs),
        );
        const judge = (sta.switchingFj.get(cell.name) ?? Number.NaN) + sum([...inside, ...entered]);
        return { error: Math.abs(own / judge - 1), cell: cell.cell };
      });
      const worst = errors.reduce((most, entry) => (entry.error > most.error ? entry : most));
      // Seen: at most 0.45 % in asap7 and 0.26 % in sky130, in the mean 0.03 %; delays within 0.3 %.
      expect(worst.error).toBeLessThan(0.01);
    }
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function byInstance(arcs: readonly StaArc[]): Map<string, StaArc[]> {
  const found = new Map<string, StaArc[]>();
  for (const arc of arcs) found.set(arc.instance, [...(found.get(arc.instance) ?? []), arc]);
  return found;
}

/** Over the conditions of an output's arc. */
function meanOf(arcs: readonly StaArc[], pin: string, from: string): number {
  const own = arcs.filter((arc) => arc.pin === pin && arc.from === from);
  return sum(own.map(({ energyFj }) => energyFj)) / own.length;
}

/** Of a change of an input: each condition as often as its literals hold; outputs follow from inputs. */
function enteredFj(arcs: readonly StaArc[], pin: string, outputs: ReadonlySet<string>): number {
  const own = arcs.filter((arc) => arc.pin === pin && arc.from === pin);
  return sum(own.map(({ energyFj, when }) => energyFj * 2 ** -when.filter((literal) => !outputs.has(literal)).length));
}
