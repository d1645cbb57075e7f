/** Every tiled machine, by name; a what-if is named behind a plus: `ipu21+eight-workers`. */
import { InputError, shown } from '../input-error.js';
import { withFields } from './fields.js';
import { ipu21 } from './ipu21.js';
import type { OperandWidth, TileMachine } from './machine.js';
import { bow, gc200 } from './second-generation.js';
import { WHAT_IFS } from './what-ifs.js';

export const MACHINES: readonly TileMachine[] = [ipu21, gc200, bow];

/**
 * @param name of a machine, with any number of what-ifs behind it, each after a plus
 * @param where what an error names
 * @throws InputError for a name outside the lists
 */
export function machine(name: string, where: string): TileMachine {
  const [base = '', ...changes] = name.split('+');
  return changes.reduce(
    (changed, change) => withWhatIf(changed, change, where),
    named(MACHINES, base, 'machine', where),
  );
}

/** The machine with a what-if's fields; its name says so. @throws InputError for an unknown what-if */
export function withWhatIf(base: TileMachine, change: string, where: string): TileMachine {
  const { name, summary, fields } = named(WHAT_IFS, change, 'what-if', where);
  const changed = withFields(base, fields, where, `assumed, because what-if: ${summary}`);
  return { ...changed, name: `${base.name}+${name}`, summary: `${base.summary}; ${summary}` };
}

/** The operands that the machine's peak is stated in. */
export function narrowestOperands({ amp }: TileMachine): OperandWidth {
  return amp.operands[0] ?? 'fp32';
}

function named<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  name: string,
  kind: string,
  where: string,
): Entry {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = entries.map((entry) => entry.name).join(', ');
  throw new InputError(where, `a ${kind} (${names})`, shown(name));
}
