/** The fast simulator against the plain one, every net of every lane. */
import { describe, expect, it } from 'vitest';
import type { Netlist } from '../../../../sim/gates/netlist/netlist.js';
import { LANES } from '../../../../sim/gates/operands/operand-streams.js';
import type { GateActivity } from '../../../../sim/gates/simulate/activity.js';
import { simulateLane } from '../../../../sim/gates/simulate/reference.js';
import { createGateSimulator } from '../../../../sim/gates/simulate/simulator.js';
import { type DrawnNetlist, drawNetlist, drawStreams, PRODUCTS } from '../random-netlist.js';
import { SMALL_LIBRARY } from '../small-library.js';

const PIPELINE: DrawnNetlist = { cells: 120, flipFlops: 17, registers: 'pipeline' };
const FEEDBACK: DrawnNetlist = { cells: 120, flipFlops: 17, registers: 'feedback' };

function fast(netlist: Netlist, cycles: number, warmUpCycles: number, blockCycles?: number): GateActivity {
  const streams = drawStreams(5, cycles);
  const request = { netlist, library: SMALL_LIBRARY, productsPerStep: PRODUCTS, delays: 'unit' } as const;
  return createGateSimulator({ ...request, ...(blockCycles ? { blockCycles } : {}) }).run(streams, { warmUpCycles });
}

/** All lanes by the plain simulator, put together. */
function plain(netlist: Netlist, cycles: number, warmUpCycles: number): GateActivity {
  const streams = drawStreams(5, cycles);
  const d = new Uint32Array(cycles * LANES);
  const [zeroDelayToggles, unitDelayToggles] = [new Float64Array(netlist.nets), new Float64Array(netlist.nets)];
  let laneCycles = 0;
  for (let lane = 0; lane < LANES; lane++) {
    const one = simulateLane({ netlist, library: SMALL_LIBRARY, delays: 'unit' }, streams, lane, { warmUpCycles });
    laneCycles += one.laneCycles;
    for (const [cycle, code] of (one.outputs.d ?? []).entries()) d[cycle * LANES + lane] = code;
    addTo(zeroDelayToggles, one.zeroDelayToggles);
    addTo(unitDelayToggles, one.unitDelayToggles ?? []);
  }
  return { laneCycles, zeroDelayToggles, unitDelayToggles, outputs: { d } };
}

function addTo(totals: Float64Array, counts: ArrayLike<number>): void {
  for (let net = 0; net < counts.length; net++) (totals[net] as number) += counts[net] as number;
}

describe('outputs and toggles of every net equal the plain simulator', () => {
  it.each([1, 2, 3, 4])('in a pipeline, seed %i', (seed) => {
    const netlist = drawNetlist(seed, PIPELINE);
    expect(fast(netlist, 19, 3)).toEqual(plain(netlist, 19, 3));
  });

  it.each([1, 2, 3])('where flip-flops feed themselves, seed %i', (seed) => {
    const netlist = drawNetlist(seed, FEEDBACK);
    expect(fast(netlist, 19, 3)).toEqual(plain(netlist, 19, 3));
  });

  it.each([1, 2, 3, 4, 5, 8, 16])('in blocks of %i cycles', (blockCycles) => {
    const netlist = drawNetlist(9, PIPELINE);
    expect(fast(netlist, 13, 4, blockCycles)).toEqual(plain(netlist, 13, 4));
  });

  it.each([
    [16, 1],
    [8, 8],
    [24, 9],
    [17, 16],
  ])('%i cycles of which %i are a warm-up', (cycles, warmUpCycles) => {
    const netlist = drawNetlist(7, PIPELINE);
    expect(fast(netlist, cycles, warmUpCycles)).toEqual(plain(netlist, cycles, warmUpCycles));
  });
});
