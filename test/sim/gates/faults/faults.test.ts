/** Faults of a unit drawn by hand: random operands find them, or all operands show that they change nothing. */
import { describe, expect, it } from 'vitest';
import { randomWord } from '../../../../runtime/random.js';
import { compareResults } from '../../../../sim/gates/equivalence/compare.js';
import { everyInput } from '../../../../sim/gates/faults/every-input.js';
import { FAULT_KINDS, type Fault, faultsOf } from '../../../../sim/gates/faults/faults.js';
import { resultsOf, searchFault } from '../../../../sim/gates/faults/find-fault.js';
import { provedHarmless } from '../../../../sim/gates/faults/prove-harmless.js';
import { solvedFault } from '../../../../sim/gates/faults/solve.js';
import { type GateGraph, gateGraph } from '../../../../sim/gates/faults/window.js';
import { checkNetlist } from '../../../../sim/gates/netlist/check.js';
import { gatesOf } from '../../../../sim/gates/netlist/gates.js';
import { stagesOf } from '../../../../sim/gates/netlist/levels.js';
import { HAND_PRODUCTS, HAND_STAGES, handResults, handStreams, handUnit } from '../hand-unit.js';
import { SMALL_LIBRARY } from '../small-library.js';

const netlist = handUnit();
const unit = { netlist, library: SMALL_LIBRARY, pipelineStages: HAND_STAGES };
const gates = gatesOf(netlist, SMALL_LIBRARY);
const faults = faultsOf(gates);
const random = handStreams(34, (port, cycle, lane, index) => {
  const word = randomWord(3, cycle * 128 + lane, index + (port === 'a' ? 0 : 8));
  return port === 'c' ? (word >>> 8) & 255 : word & 7;
});

it('the unit computes what arithmetic says, on all 2^20 inputs', () => {
  checkNetlist(netlist, SMALL_LIBRARY);
  const streams = everyInput(netlist, HAND_PRODUCTS, HAND_STAGES);
  const compared = compareResults(resultsOf({ ...unit, streams }), handResults(streams), HAND_STAGES);
  expect(compared).toEqual({ vectors: 2 ** 20, different: 0, differences: [] });
});

describe('a fault of a single gate', () => {
  it('is drawn in every kind, and symmetric pins are not exchanged', () => {
    const kinds = new Set(faults.map(({ kind }) => kind));
    // Every gate of the unit is symmetric: AND, inverter, full adder, flip-flop.
    expect([...kinds].sort()).toEqual(FAULT_KINDS.filter((kind) => kind !== 'pins-exchanged').sort());
    expect(faults.length).toBeGreaterThan(500);
  });

  const search = { ...unit, streams: random, expected: handResults(random) };
  const missed = faults.filter((fault) => searchFault(search, fault).different === 0);
  const graph = gateGraph(netlist, gates) as GateGraph;

  it('is found by 4,096 random vectors, or a window around it proves that it changes no result', () => {
    // Adders of constants, and carries that never come: some faults cannot show.
    expect(missed.length).toBeGreaterThan(50);
    expect(missed.length).toBeLessThan(faults.length / 4);
    expect(missed.filter((fault) => !provedHarmless(graph, SMALL_LIBRARY, fault))).toEqual([]);
  });

  it('that is proved harmless changes none of the results of all 2^20 inputs', () => {
    const streams = everyInput(netlist, HAND_PRODUCTS, HAND_STAGES);
    const all = { ...unit, streams, expected: handResults(streams) };
    const some = missed.filter((_, i) => i % 4 === 0);
    expect(some.filter((fault) => searchFault(all, fault).different > 0)).toEqual([]);
  });

  it('that is proved harmless in a window is so for a solver, and one that is found is not', async () => {
    const some = missed.filter((_, i) => i % 40 === 0);
    for (const fault of some) expect([fault.kind, await solvedFault(graph, fault)]).toEqual([fault.kind, 'harmless']);
    const found = faults.find((fault) => !missed.includes(fault)) as Fault;
    expect(await solvedFault(graph, found)).toBe('shown');
  }, 60_000);

  it('that is found is never proved harmless', () => {
    const found = faults.filter((fault) => !missed.includes(fault)).filter((_, i) => i % 40 === 0);
    expect(found.length).toBeGreaterThan(15);
    expect(found.filter((fault) => provedHarmless(graph, SMALL_LIBRARY, fault))).toEqual([]);
  });
});

it('pins that are not symmetric are exchanged', () => {
  const [a, b, c, d] = [2, 3, 4, 5] as const;
  const cells = [{ name: 'add/x', cell: 'AOI21', block: 'add' as const, inputs: [a, b, c], outputs: [d] }];
  const ports = { inputs: [{ name: 'c', nets: [a, b, c] }], outputs: [{ name: 'd', nets: [d] }] };
  const drawn = faultsOf(gatesOf({ library: 'small', nets: 6, ...ports, cells }, SMALL_LIBRARY));
  const exchanged = drawn.filter(({ kind }) => kind === 'pins-exchanged').map(({ faulty }) => faulty.inputs);
  // !(A·B + C) is symmetric in A and B alone.
  expect(exchanged).toEqual([
    [c, b, a],
    [a, c, b],
  ]);
});

it('all ways through the pipeline have as many flip-flops', () => {
  const stages = stagesOf(netlist, gates);
  for (const net of netlist.outputs[0]?.nets ?? []) {
    expect([stages?.least[net], stages?.most[net]]).toEqual([HAND_STAGES, HAND_STAGES]);
  }
});
