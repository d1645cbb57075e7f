/** Clock, supply and power cap of work whose energy is so many joules a cycle and so many watts, by hand. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { gc200 } from '../../../models/machines/tiles/second-generation.js';
import { cappedClockHz, opTime, pointAt, powerAtW, supplyFactor, timeAt } from '../../../sim/energy/operating-point.js';

const machine = (fields: Record<string, number>) =>
  withFields(gc200, { tiles: 10, clockHz: 1000, 'power.supplyV': 0.75, ...fields }, 'test');

/** A second at 1 kHz: 60 J of switching, 0.3 J a clock cycle of ten tiles, 10 W of leakage: 100 W. */
const shape = (fields: Record<string, number> = {}) => ({
  machine: machine(fields),
  tableSupplyV: 0.75,
  timeS: 1,
  outsideS: 0,
  switchingPj: 60e12,
  clockPj: 0.003e12,
  leakagePj: 1e12,
});

describe('the supply', () => {
  it('squares in what toggles, and stands once in leakage', () => {
    expect(supplyFactor('clock', 0.6, 0.75)).toBeCloseTo(0.64, 12);
    expect(supplyFactor('multiply.fp8', 0.6, 0.75)).toBeCloseTo(0.64, 12);
    expect(supplyFactor('leakage', 0.6, 0.75)).toBeCloseTo(0.8, 12);
    // 90 W that toggle × 0.64, 10 W that leak × 0.8.
    expect(powerAtW(shape({ 'power.supplyV': 0.6 }), 1000)).toBeCloseTo(65.6, 9);
  });

  it('follows a clock that falls as far as the machine says', () => {
    expect(pointAt(machine({}), 500).supplyV).toBe(0.75);
    expect(pointAt(machine({ 'power.supplyPerClock': 1 }), 500).supplyV).toBeCloseTo(0.375, 12);
    expect(pointAt(machine({ 'power.supplyPerClock': 0.5 }), 500).supplyV).toBeCloseTo(0.5625, 12);
  });
});

describe('a power cap', () => {
  it('that is not met leaves the clock alone', () => {
    expect(cappedClockHz(shape({ 'power.capW': 100.1 }))).toBe(1000);
  });

  it('lowers the clock to where the average meets it: 90 W follow the clock, 10 W stay', () => {
    // 10 + 90 f = 55.
    expect(cappedClockHz(shape({ 'power.capW': 55 }))).toBe(500);
  });

  it('lowers it less where the supply falls too', () => {
    // At three quarters of the clock and of the supply 90 · 0.75³ + 10 · 0.75 = 45.47.
    expect(cappedClockHz(shape({ 'power.capW': 45.47, 'power.supplyPerClock': 1 }))).toBe(750);
  });

  it('leaves what links and host take in seconds: the work is less stretched', () => {
    const half = { ...shape({ 'power.capW': 55 }), outsideS: 0.5 };
    expect(timeAt(half, 500)).toBe(1.5);
    // With f of the clock t = 0.5 / f + 0.5: 60 / t + 30 f + 10 = 55, so 30 f² + 105 f = 45 and f = 0.386.
    expect(cappedClockHz(half)).toBe(386);
  });

  it('below what stays at any clock is refused', () => {
    expect(() => cappedClockHz(shape({ 'power.capW': 9 }))).toThrow(
      'machine power.capW: expected more than the 10.1 W that gc200 draws at any clock, got 9',
    );
  });
});

it('an op’s cycles of the clock are fewer, and its seconds more, where links set the pace', () => {
  const causes = { compute: 60, 'fill-drain': 0, coefficients: 0, launch: 0, exchange: 0, sync: 0, bubble: 0 };
  const op = { cycles: 100, cyclesByCause: { ...causes, links: 30, host: 10 } };
  // 60 cycles at half the clock, 40 thousandths of a second whatever it is.
  expect(opTime(op, machine({}), 500)).toEqual({ cycles: 60 + 20, seconds: 60 / 500 + 40 / 1000 });
  expect(opTime(op, machine({}), 1000)).toEqual({ cycles: 100, seconds: 0.06 + 0.04 });
});
