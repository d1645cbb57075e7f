/**
 * Whether an energy record agrees with itself: counts × figures, entries and ops that add up to the parts and the
 * total. Left out: whether the run was so (runSha256), the watts, which need its time.
 */
import { InputError } from '../models/input-error.js';
import { BASES, type EnergyRecord, headlineOf, type Range } from './energy.js';
import { checkNumber, checkSums, sumOf } from './sums.js';

const BOUNDS = ['low', 'value', 'high'] as const;

/** @param where the file @throws InputError naming the field */
export function checkEnergy(energy: EnergyRecord, where: string): void {
  const { entries, perOp, byComponent, totalPj } = energy;
  entries.forEach(({ count, eachPj, energyPj }, i) => {
    checkRange(`${where} entries.${i}.energyPj`, (bound) => count * eachPj[bound], energyPj);
  });
  const sumOfEntries = (bound: keyof Range) => sumOf(entries, ({ energyPj }) => energyPj[bound]);
  checkRange(`${where} totalPj`, sumOfEntries, totalPj);
  for (const [component, range] of Object.entries(byComponent)) {
    const parts = entries.filter((entry) => entry.component === component);
    checkRange(`${where} byComponent.${component}`, (bound) => sumOf(parts, ({ energyPj }) => energyPj[bound]), range);
  }
  checkNumber(
    `${where} perOp`,
    totalPj.value,
    sumOf(perOp, ({ energyPj }) => energyPj.value),
  );
  checkHeadline(energy, where);
  perOp.forEach((op, i) => {
    checkSums(
      `${where} perOp.${i}`,
      Object.values(op.byComponent).map((value) => ({ energyPj: value })),
      {
        energyPj: op.energyPj.value,
      },
    );
  });
}

function checkHeadline({ entries, ...energy }: EnergyRecord, where: string): void {
  const expected = headlineOf(entries);
  for (const basis of BASES) {
    checkNumber(`${where} basisShares.${basis}`, expected.basisShares[basis], energy.basisShares[basis]);
  }
  checkNumber(`${where} headlineShare`, expected.headlineShare, energy.headlineShare);
  checkNumber(`${where} assumedShare`, expected.assumedShare, energy.assumedShare);
  if (energy.headlineBasis === expected.headlineBasis) return;
  const basis = `${expected.headlineBasis}, which follows from the entries`;
  throw new InputError(`${where} headlineBasis`, basis, energy.headlineBasis);
}

function checkRange(where: string, expected: (bound: keyof Range) => number, got: Range): void {
  for (const bound of BOUNDS) checkNumber(`${where}.${bound}`, expected(bound), got[bound]);
}
