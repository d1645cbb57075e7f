/** What keeps two rows from being compared, said in place of the comparison. */
import { obstacles } from '../against.js';
import { finding } from './finding.js';

export const otherWorkFinding = finding(
  ({ input, base }) => keysOr(obstacles(input, base, 'speed')),
  (keys, { input, base }) => `Steps of ${input.label} and ${base.label} are not compared: they differ in ${keys}.`,
);

/** Of rows that do the same work, whose energies rest on other figures or on other knowledge of the operands. */
export const otherPriceFinding = finding(
  ({ input, base }) =>
    obstacles(input, base, 'speed').length > 0 ? undefined : keysOr(obstacles(input, base, 'energy')),
  (keys, { input, base }) => `Energies of ${input.label} and ${base.label} are not compared: they differ in ${keys}.`,
);

function keysOr(keys: readonly string[]): string | undefined {
  return keys.length === 0 ? undefined : keys.join(', ');
}
