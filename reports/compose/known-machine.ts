/**
 * The machine of the catalogue that a machine is made from: by its name, what-ifs included, or for a machine file with
 * a name of its own by the sources of its numbers. Left out: a machine that shares less than half of them.
 */
import { TILE_MACHINES, withWhatIfs } from '../../models/machines/machines.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { WHAT_IFS } from '../../models/machines/tiles/what-ifs.js';
import { leaves, numbersOf } from './settings.js';

/** Undefined for a machine that owes nothing to the catalogue. */
export function knownMachine(machine: TileMachine): TileMachine | undefined {
  return namedLike(machine) ?? sharingSources(machine);
}

/** Fields that differ from the machine of the catalogue, with both values. */
export function changedFields(machine: TileMachine): { key: string; value: string; usual: string }[] {
  const known = knownMachine(machine);
  const usual = new Map(known === undefined ? [] : leaves(numbersOf(known)));
  return leaves(numbersOf(machine)).flatMap(([key, value]) => {
    const other = usual.get(key);
    return other === undefined || other === value ? [] : [{ key, value, usual: other }];
  });
}

function namedLike({ name }: TileMachine): TileMachine | undefined {
  const [base, ...changes] = name.split('+');
  const found = TILE_MACHINES.find((machine) => machine.name === base);
  const known = changes.every((change) => WHAT_IFS.some((whatIf) => whatIf.name === change));
  return found === undefined || !known ? undefined : (withWhatIfs(found, changes, 'report') as TileMachine);
}

function sharingSources({ sources }: TileMachine): TileMachine | undefined {
  const paths = Object.keys(sources);
  const shared = (machine: TileMachine) => paths.filter((path) => sources[path] === machine.sources[path]).length;
  const [nearest] = [...TILE_MACHINES].sort((a, b) => shared(b) - shared(a));
  return nearest !== undefined && 2 * shared(nearest) > paths.length ? nearest : undefined;
}
