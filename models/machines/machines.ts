/** Every machine, by name; a what-if is named behind a plus: `ipu21+eight-workers`. */
import { InputError, shown } from '../input-error.js';
import { named } from '../named.js';
import { withFields } from './fields.js';
import type { Machine } from './machine.js';
import type { OperandWidth } from './operand-width.js';
import { tpuV1 } from './systolic/tpu-v1.js';
import { ipu21 } from './tiles/ipu21.js';
import { bow, gc200 } from './tiles/second-generation.js';
import type { TileMachine } from './tiles/tile-machine.js';
import { WHAT_IFS } from './tiles/what-ifs.js';

/** Machines of tiles: those that Octile times. */
export const TILE_MACHINES: readonly TileMachine[] = [ipu21, gc200, bow];

export const MACHINES: readonly Machine[] = [...TILE_MACHINES, tpuV1];

/**
 * @param name of a machine, with any number of what-ifs behind it, each after a plus
 * @param where what an error names
 * @param orElse what may stand there instead of a name
 * @throws InputError for a name outside the lists
 */
export function machine(name: string, where: string, orElse?: string): Machine {
  const [base = '', ...changes] = name.split('+');
  return withWhatIfs(named(MACHINES, base, 'a machine', where, orElse), changes, where);
}

/**
 * A machine with what-ifs by name, one after the other.
 * @throws InputError for an unknown what-if, or two that change one field
 */
export function withWhatIfs(base: Machine, changes: readonly string[], where: string): Machine {
  checkApart(changes, where);
  return changes.reduce<Machine>((changed, change) => withWhatIf(timedMachine(changed, where), change, where), base);
}

function checkApart(changes: readonly string[], where: string): void {
  const changedBy = new Map<string, string>();
  for (const change of changes) {
    for (const field of Object.keys(named(WHAT_IFS, change, 'a what-if', where).fields)) {
      const earlier = changedBy.get(field);
      if (earlier !== undefined) {
        throw new InputError(where, `one change of ${field}`, `two, ${shown(earlier)} and ${shown(change)}`);
      }
      changedBy.set(field, change);
    }
  }
}

/** As `machine`, of tiles. @throws InputError for a machine of another kind */
export function tiledMachine(name: string, where: string): TileMachine {
  return timedMachine(machine(name, where), where);
}

/** A machine whose cycles Octile counts. @throws InputError for another */
export function timedMachine(found: Machine, where: string): TileMachine {
  if (found.kind === 'tiles') return found;
  const names = TILE_MACHINES.map(({ name }) => name).join(', ');
  const remedy = 'a machine of that kind can be described, and counts made elsewhere priced; Octile does not time it';
  throw new InputError(where, `a machine of tiles (${names})`, `${found.name}, a ${found.kind} array`, remedy);
}

/** The machine with a what-if's fields; its name says so. @throws InputError for an unknown what-if */
function withWhatIf(base: TileMachine, change: string, where: string): TileMachine {
  const { name, summary, fields } = named(WHAT_IFS, change, 'a what-if', where);
  const changed = withFields<'tiles'>(base, fields, where, `assumed, because what-if: ${summary}`);
  return { ...changed, name: `${base.name}+${name}`, summary: `${base.summary}; ${summary}` };
}

/** The operands that the machine's peak is stated in. */
export function narrowestOperands({ amp }: TileMachine): OperandWidth {
  return amp.operands[0] ?? 'fp32';
}
