/** Faults of a unit drawn by hand: random operands find them, or all operands show that they change nothing. */
import { describe, expect, it } from 'vitest';
import { randomWord } from '../../../../runtime/random.js';
import { compareResults } from '../../../../sim/gates/equivalence/compare.js';
import { everyInput } from '../../../../sim/gates/faults/every-input.js';
import { FAULT_KINDS, faultsOf } from '../../../../sim/gates/faults/faults.js';
import { resultsOf, searchFault } from '../../../../sim/gates/faults/find-fault.js';
import { checkNetlist } from '../../../../sim/gates/netlist/check.js';
import { gatesOf } from '../../../../sim/gates/netlist/gates.js';
import { HAND_PRODUCTS, HAND_STAGES, handResults, handStreams, handUnit } from '../hand-unit.js';
import { SMALL_LIBRARY } from '../small-library.js';

const netlist = handUnit();
const unit = { netlist, library: SMALL_LIBRARY, pipelineStages: HAND_STAGES };
const faults = faultsOf(gatesOf(netlist, SMALL_LIBRARY));
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

  it('is found by 4,096 random vectors, or changes no result of any input', () => {
    const expected = handResults(random);
    const search = { ...unit, streams: random, expected };
    const missed = faults.filter((fault) => searchFault(search, fault).different === 0);
    // Adders of constants and of carries that never come: some faults cannot show.
    expect(missed.length).toBeLessThan(faults.length / 4);
    const streams = everyInput(netlist, HAND_PRODUCTS, HAND_STAGES);
    const all = { ...unit, streams, expected: handResults(streams) };
    const seen = missed.filter((fault) => searchFault(all, fault).different > 0);
    expect(seen).toEqual([]);
  });
});
