/**
 * Facts of a cell from its Liberty group. Energies are what the supply gives beside the load's: of groups with
 * `related_pg_pin` those of the supply, since the ground's are the same charge once more. States of a cell count
 * as equally likely.
 */
import type { ArcDelay, ArcEnergy, Cell, CellOutput, CellPin } from '../../models/technologies/cells/cell-library.js';

import { attributeOf, groupsOf, type LibertyGroup } from '../../sim/gates/library/liberty-text.js';
import { holds, pinsOf, statesOf } from './states.js';
import { combined, type Scales, type Table, tableOf } from './tables.js';

/** What a cell's facts are read from. */
export interface Source {
  readonly library: LibertyGroup;
  readonly scales: Scales;
  readonly cell: LibertyGroup;
  readonly name: string;
  readonly supplies: ReadonlySet<string>;
}

export function cellFacts(library: LibertyGroup, scales: Scales, cell: LibertyGroup): Cell {
  const supplies = groupsOf(cell, 'pg_pin')
    .filter((pin) => attributeOf(pin, 'pg_type') === 'primary_power')
    .map((pin) => pin.names[0] ?? '');
  const source: Source = { library, scales, cell, name: cell.names[0] ?? '', supplies: new Set(supplies) };
  const pins = groupsOf(cell, 'pin');
  const inputs = pins.filter((pin) => attributeOf(pin, 'direction') === 'input');
  const outputs = pins.filter((pin) => attributeOf(pin, 'direction') === 'output');
  const isFlipFlop = groupsOf(cell, 'ff').length > 0;
  const facts = {
    name: source.name,
    area: significant(Number(attributeOf(cell, 'area'))),
    leakageNw: significant(leakage(source)),
    outputs: outputs.map((pin) => outputFacts(source, pin)),
  };
  if (!isFlipFlop) return { ...facts, inputs: inputs.map((pin) => pinFacts(source, pin)) };
  return { ...facts, ...flipFlopFacts(source, inputs) };
}

/** Four digits: a hundredth of a per cent at worst, far below what differs between arcs. */
function significant(value: number): number {
  return Number(value.toPrecision(4));
}

function rows(values: readonly number[], scale: number): number[] {
  return values.map((value) => significant(value * scale));
}

/** Of the supply alone, mean over the states given. */
function leakage({ cell, scales, supplies }: Source): number {
  const groups = groupsOf(cell, 'leakage_power').filter((group) => ofSupply(group, supplies));
  const states = groups.filter((group) => attributeOf(group, 'when') !== undefined);
  const values = (states.length > 0 ? states : groups).map((group) => Number(attributeOf(group, 'value')));
  const whole = attributeOf(cell, 'cell_leakage_power');
  if (values.length === 0) return Number(whole ?? 0) * scales.nwPerLeakage;
  return (values.reduce((sum, value) => sum + value, 0) / values.length) * scales.nwPerLeakage;
}

function ofSupply(group: LibertyGroup, supplies: ReadonlySet<string>): boolean {
  const pin = attributeOf(group, 'related_pg_pin');
  return pin === undefined || supplies.has(pin);
}

function pinFacts(source: Source, pin: LibertyGroup): CellPin {
  const both = Number(attributeOf(pin, 'capacitance'));
  const ff = (name: string) => significant(Number(attributeOf(pin, name) ?? both) * source.scales.ffPerCapacitance);
  const energy = pinEnergy(source, pin);
  const name = pin.names[0] ?? '';
  return { pin: name, riseFf: ff('rise_capacitance'), fallFf: ff('fall_capacitance'), ...(energy && { energy }) };
}

function pinEnergy(source: Source, pin: LibertyGroup): CellPin['energy'] {
  const { scales, supplies, library } = source;
  const groups = groupsOf(pin, 'internal_power').filter((group) => ofSupply(group, supplies));
  if (groups.length === 0) return undefined;
  const conditions = groups.map((group) => attributeOf(group, 'when'));
  const shares = conditionShares(source, pin.names[0] ?? '', conditions);
  const [rise, fall] = ['rise_power', 'fall_power'].map((kind) => weightedSum(groups, kind, shares, library));
  if (rise === undefined || fall === undefined) return undefined;
  if ([...rise.values, ...fall.values].every((value) => value === 0)) return undefined;
  const axes = rise.slews.length > 1 ? rise : fall;
  const filled = ({ values }: Table) => axes.slews.map((_, i) => values[i] ?? values[0] ?? 0);
  return {
    slewsPs: rows(axes.slews, scales.psPerTime),
    riseFj: rows(filled(rise), scales.fjPerEnergy),
    fallFj: rows(filled(fall), scales.fjPerEnergy),
  };
}

/** Of one edge, each group's table times its weight. */
function weightedSum(
  groups: readonly LibertyGroup[],
  kind: string,
  weights: readonly number[],
  library: LibertyGroup,
): Table | undefined {
  const none: Table = { slews: [0], loads: [0], values: [0] };
  const tables = groups.map((group) => tableOf(group, kind, library) ?? none);
  if (tables.length === 0) return undefined;
  return combined(tables, (values) => values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0));
}

/** How often each condition holds; a group without one takes the states that the others leave. */
function conditionShares(source: Source, pin: string, conditions: readonly (string | undefined)[]): number[] {
  const shares = conditions.map((when) => (when === undefined ? undefined : conditionShare(source, pin, when)));
  const rest = 1 - shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);
  return shares.map((share) => share ?? Math.max(0, rest));
}

/**
 * Share of the states of a cell in which a condition holds before and after the pin's transition. Outputs in it follow
 * from the inputs; of a flip-flop they are states of their own.
 */
function conditionShare({ cell, name }: Source, pin: string, when: string): number {
  const isFlipFlop = groupsOf(cell, 'ff').length > 0;
  const outputs = groupsOf(cell, 'pin').filter((group) => !isFlipFlop && attributeOf(group, 'function') !== undefined);
  const functions = outputs.map((group) => [group.names[0] ?? '', attributeOf(group, 'function') ?? '0'] as const);
  const derived = new Set(functions.map(([output]) => output));
  const named = [...pinsOf(when), ...functions.flatMap(([, text]) => pinsOf(text))];
  const free = [...new Set(named)].filter((used) => used !== pin && !derived.has(used));
  const isHeld = (state: ReadonlySet<string>) => {
    const high = functions.filter(([, text]) => holds(text, state, name)).map(([output]) => output);
    return holds(when, new Set([...state, ...high]), name);
  };
  const held = statesOf(free).filter((state) => isHeld(state) && isHeld(new Set([...state, pin])));
  return held.length / 2 ** free.length;
}

function outputFacts(source: Source, pin: LibertyGroup): CellOutput {
  const { library, scales } = source;
  const arcs = groupsOf(pin, 'timing').filter(isDelay);
  const first = arcs[0] === undefined ? undefined : tableOf(arcs[0], 'cell_rise', library);
  return {
    pin: pin.names[0] ?? '',
    function: functionText(source, attributeOf(pin, 'function') ?? '0'),
    slewsPs: rows(first?.slews ?? [], scales.psPerTime),
    loadsFf: rows(first?.loads ?? [], scales.ffPerCapacitance),
    energies: arcEnergies(source, pin),
    delays: arcDelays(source, arcs),
  };
}

/** Delays of data and clocks, not of sets and resets. */
function isDelay(timing: LibertyGroup): boolean {
  const type = attributeOf(timing, 'timing_type') ?? 'combinational';
  return type === 'combinational' || type === 'rising_edge';
}

/** Of a flip-flop in terms of `IQ`, what it stores of its data. */
function functionText({ cell }: Source, text: string): string {
  const flipFlop = groupsOf(cell, 'ff')[0];
  if (flipFlop === undefined) return text;
  const isInverse = text.trim() === flipFlop.names[1];
  const storesInverse = /^\s*!/.test(attributeOf(flipFlop, 'next_state') ?? '');
  return isInverse === storesInverse ? 'IQ' : '!IQ';
}

/** One table an input: mean over its states, each as likely as its literals let it be. */
function arcEnergies(source: Source, pin: LibertyGroup): ArcEnergy[] {
  const { library, scales, supplies, cell } = source;
  const flipFlop = groupsOf(cell, 'ff')[0];
  const clock = flipFlop && attributeOf(flipFlop, 'clocked_on');
  const groups = groupsOf(pin, 'internal_power').filter((group) => ofSupply(group, supplies));
  const froms = [...new Set(groups.map((group) => attributeOf(group, 'related_pin') ?? ''))];
  const used = froms.filter((from) => clock === undefined || from === clock);
  const shares = used.map((from) => (clock === undefined ? dependence(source, pin, from) : 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return used.map((from, i) => {
    const own = groups.filter((group) => attributeOf(group, 'related_pin') === from);
    const states = own.filter((group) => attributeOf(group, 'when') !== undefined);
    const chosen = states.length > 0 ? states : own;
    const weights = chosen.map((group) => 2 ** -(attributeOf(group, 'when')?.match(/[A-Za-z]\w*/g)?.length ?? 0));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const edge = (kind: string) =>
      rows(
        weightedSum(
          chosen,
          kind,
          weights.map((weight) => weight / all),
          library,
        )?.values ?? [],
        scales.fjPerEnergy,
      );
    const weight = significant((shares[i] ?? 0) / total);
    return { from, weight, riseFj: edge('rise_power'), fallFj: edge('fall_power') };
  });
}

/** Share of the states of the other inputs in which the output follows `from`. */
function dependence({ name }: Source, pin: LibertyGroup, from: string): number {
  const text = attributeOf(pin, 'function') ?? '0';
  const states = statesOf(pinsOf(text).filter((other) => other !== from));
  const follows = states.filter((state) => holds(text, state, name) !== holds(text, new Set([...state, from]), name));
  return follows.length / states.length;
}

/** One set of tables an input and sense: the slowest of its states, entry by entry. */
function arcDelays({ library, scales, cell }: Source, arcs: readonly LibertyGroup[]): ArcDelay[] {
  const isFlipFlop = groupsOf(cell, 'ff').length > 0;
  const sensed = arcs.flatMap((arc) => sensesOf(arc).map((sense) => ({ arc, sense, from: relatedPin(arc) })));
  const keys = [...new Set(sensed.map(({ from, sense }) => `${from} ${sense}`))];
  return keys.map((key) => {
    const [from = '', sense] = key.split(' ');
    const own = sensed.filter((entry) => entry.from === from && entry.sense === sense);
    const worst = (kind: string) => {
      const tables = own.map(({ arc }) => tableOf(arc, kind, library)).filter((table) => table !== undefined);
      return rows(combined(tables, (values) => Math.max(...values)).values, scales.psPerTime);
    };
    return {
      from,
      sense: isFlipFlop ? 'clock' : sense === 'positive_unate' ? 'same' : 'opposite',
      risePs: worst('cell_rise'),
      fallPs: worst('cell_fall'),
      riseTransitionPs: worst('rise_transition'),
      fallTransitionPs: worst('fall_transition'),
    };
  });
}

/** An arc without a sense of its own stands for both. */
function sensesOf(arc: LibertyGroup): string[] {
  const sense = attributeOf(arc, 'timing_sense') ?? 'non_unate';
  const isClocked = attributeOf(arc, 'timing_type') === 'rising_edge';
  return sense === 'non_unate' && !isClocked ? ['positive_unate', 'negative_unate'] : [sense];
}

function relatedPin(group: LibertyGroup): string {
  return attributeOf(group, 'related_pin') ?? '';
}

function flipFlopFacts(source: Source, inputs: readonly LibertyGroup[]): Pick<Cell, 'inputs' | 'flipFlop'> {
  const flipFlop = groupsOf(source.cell, 'ff')[0];
  if (flipFlop === undefined) throw new Error(`${source.name} has no ff group`);
  const clockName = attributeOf(flipFlop, 'clocked_on');
  const dataName = (attributeOf(flipFlop, 'next_state') ?? '').replaceAll(/[!'()\s]/g, '');
  const [clock, data] = [clockName, dataName].map((name) => inputs.find((pin) => pin.names[0] === name));
  if (clock === undefined || data === undefined) throw new Error(`${source.name} has no clock or no data`);
  const heldHigh = inputs.filter((pin) => pin !== clock && pin !== data).map((pin) => pin.names[0] ?? '');
  return {
    inputs: [pinFacts(source, data)],
    flipFlop: { clock: pinFacts(source, clock), setup: setupFacts(source, data), heldHigh },
  };
}

function setupFacts({ library, scales }: Source, data: LibertyGroup): NonNullable<Cell['flipFlop']>['setup'] {
  const groups = groupsOf(data, 'timing').filter((group) => attributeOf(group, 'timing_type') === 'setup_rising');
  const worst = (kind: string) => {
    const tables = groups.map((group) => tableOf(group, kind, library)).filter((table) => table !== undefined);
    return combined(tables, (values) => Math.max(...values));
  };
  const [rise, fall] = [worst('rise_constraint'), worst('fall_constraint')];
  const fastest = ({ values, loads }: Table) => values.filter((_, i) => i % loads.length === 0);
  return {
    slewsPs: rows(rise.slews, scales.psPerTime),
    risePs: rows(fastest(rise), scales.psPerTime),
    fallPs: rows(fastest(fall), scales.psPerTime),
  };
}
