/** A file of measured cases against the simulator: every case appears, simulated or with the reason why not. */
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { parseRecord } from '../../records/schema.js';
import {
  CASE_LEVELS,
  caseFileSchema,
  type LevelError,
  type MeasuredCase,
  type ValidatedCase,
  type Validation,
} from '../../records/validation.js';
import { validatedGains } from './gains.js';
import { type FittedCase, leaveOneOut } from './leave-one-out.js';
import { simulateCase } from './simulate-case.js';

/** `leave-one-out`: each case with constants calibrated without it. */
const CALIBRATIONS = ['all', 'leave-one-out'] as const;
export type Calibration = (typeof CALIBRATIONS)[number];

/**
 * @param file parsed JSON: {cases: […]}
 * @param where what an error names: the file
 * @throws InputError for a file of another form, or a case whose fields are missing or out of range
 */
export function validateCycles(
  file: unknown,
  machine: TileMachine,
  calibration: Calibration,
  where: string,
): Validation {
  const { cases } = parseRecord(caseFileSchema, file, where);
  const whereOf = (entry: MeasuredCase) => `${where} cases[${cases.indexOf(entry)}] (${entry.name})`;
  const known = new Map(cases.map((entry) => [entry.name, fittedCase(entry, whereOf(entry))]));
  const validated = cases.map((entry) => {
    const plain = validatedCase(entry, machine, whereOf(entry));
    const fitted = known.get(entry.name);
    if (calibration === 'all' || plain.simulatedCycles === null || fitted === undefined) return plain;
    const { cycles, check, reason } = leaveOneOut(fitted, known, machine);
    const reasons = [plain.reason, reason].filter((text) => text !== undefined);
    return { ...withCycles(entry, cycles), check, ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }) };
  });
  return {
    ...{ machine: machine.name, tiles: machine.tiles },
    cases: validated,
    levels: levelErrors(validated, machine),
    gains: validatedGains(cases, validated),
  };
}

function fittedCase(entry: MeasuredCase, where: string): FittedCase {
  const { name, measuredCycles } = entry;
  const cyclesOn = (machine: TileMachine) => {
    const result = simulateCase(entry, machine, where);
    return 'cycles' in result ? result.cycles : null;
  };
  return { name, measuredCycles, cyclesOn };
}

function validatedCase(entry: MeasuredCase, machine: TileMachine, where: string): ValidatedCase {
  const result = simulateCase(entry, machine, where);
  const reason = result.reason === undefined ? {} : { reason: result.reason };
  return { ...withCycles(entry, 'cycles' in result ? result.cycles : null), ...reason };
}

function withCycles({ name, level, measuredCycles, current }: MeasuredCase, cycles: number | null): ValidatedCase {
  const error = cycles === null ? null : cycles / measuredCycles - 1;
  return { name, level, measuredCycles, simulatedCycles: cycles, error, current };
}

function levelErrors(cases: readonly ValidatedCase[], { calibratedOn }: TileMachine): LevelError[] {
  return CASE_LEVELS.filter((level) => cases.some((entry) => entry.level === level)).map((level) => {
    const counted = cases.filter((entry) => entry.level === level && entry.current && entry.error !== null);
    const names = new Set(counted.map(({ name }) => name));
    const constants = Object.values(calibratedOn).filter((fitted) => fitted.some((name) => names.has(name))).length;
    const checked = counted.filter(({ check }) => check !== undefined);
    const independent = meanError(checked.filter(({ check }) => check !== 'dependent'));
    return { level, ...meanError(counted), constants, ...(checked.length === 0 ? {} : { independent }) };
  });
}

function meanError(cases: readonly ValidatedCase[]): { n: number; meanAbsoluteError: number | null } {
  const sum = cases.reduce((total, { error }) => total + Math.abs(error ?? 0), 0);
  return { n: cases.length, meanAbsoluteError: cases.length === 0 ? null : sum / cases.length };
}
