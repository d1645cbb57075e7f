/** Fields of a machine that its name does not tell, where neither the label nor what all rows share tells them. */
import { wholeNumber } from '../../units/number.js';
import type { ReportInput } from '../input.js';
import { changedFields, knownMachine } from '../known-machine.js';

/** More are a machine of its own, which its file says. */
const MOST_TOLD = 12;

/** A rule for these rows. Tiles have a warning of their own. */
export function machineChanges(inputs: readonly ReportInput[]): (input: ReportInput) => string[] {
  const rows = inputs.map(({ run }) => changesOf(run.machine).map(({ key, value }) => `${key} ${value}`));
  const shared = (text: string) => rows.every((row) => row.includes(text));
  return ({ label, run: { machine } }) => {
    const hidden = changesOf(machine)
      .filter(({ key, value }) => !shared(`${key} ${value}`))
      .filter(({ key, value }) => !label.includes(`${key.replace('machine ', '')} ${value}`))
      .map(({ key, value, usual }) => `${key} ${value} in place of ${usual}`);
    if (hidden.length === 0) return [];
    const more = hidden.length > MOST_TOLD ? [`${wholeNumber(hidden.length - MOST_TOLD)} more`] : [];
    return [
      `its machine is ${knownMachine(machine)?.name} with ${[...hidden.slice(0, MOST_TOLD), ...more].join(', ')}.`,
    ];
  };
}

function changesOf(machine: ReportInput['run']['machine']) {
  return changedFields(machine).filter(({ key }) => key !== 'tiles');
}
