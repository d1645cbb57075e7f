/**
 * What programs of a single launch share: call, entry, exit, and how loads, arithmetic and stores of a
 * vector become bundles. Widths are the machine's: a vector of more bytes than one access is more accesses.
 */
import type { SetupRecord, TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { turnCycles } from '../../barrel.js';
import {
  type Access,
  type AccessDirection,
  type Bundle,
  controlBundles,
  once,
  type SupervisorStep,
  type TileProgram,
  type WorkerBlock,
  type WorkerProgram,
} from '../../engines/program.js';
import { perShare } from '../../shares.js';

/** A program of one launch in which `items` are dealt to the workers in turn. */
export interface OneLaunch {
  readonly name: string;
  readonly setup: SetupRecord;
  readonly elements: Readonly<Record<string, number>>;
  readonly items: number;
  /** The loops of a worker with so many items. */
  readonly blocks: (share: number) => readonly WorkerBlock[];
}

export function oneLaunchProgram(launch: OneLaunch, machine: TileMachine): TileProgram {
  return callProgram({ ...launch, workers: perShare(launch.items, machine.tile.workers, launch.blocks) }, machine);
}

/** A program of one launch that says what each worker does between its entry and its exit. */
export interface OneCall {
  readonly name: string;
  readonly setup: SetupRecord;
  readonly elements: Readonly<Record<string, number>>;
  /** Workers with equal work hold the same object. */
  readonly workers: readonly (readonly WorkerBlock[])[];
}

export function callProgram({ name, setup, elements, workers }: OneCall, machine: TileMachine): TileProgram {
  const { callCycles, callIssues } = machine.launch;
  const steps: readonly SupervisorStep[] = [
    { kind: 'issue', issues: callIssues, cycles: callCycles + setup.setupCycles, cause: 'launch' },
    { kind: 'launch', workers: startedWorkers(setup, workers, machine) },
  ];
  return { name, steps, elements, turnCycles: turnCycles(machine), amp: null };
}

/** A program that goes row by row: one call, and for each row its set-up on the supervisor and a launch. */
export function launchPerRowProgram(call: OneCall & { readonly rows: number }, machine: TileMachine): TileProgram {
  const { name, setup, elements, workers, rows } = call;
  const { callCycles, callIssues } = machine.launch;
  const row: readonly SupervisorStep[] = [
    rendezvousStep(setup.setupCycles, machine),
    { kind: 'launch', workers: startedWorkers(setup, workers, machine) },
  ];
  const steps: readonly SupervisorStep[] = [
    { kind: 'issue', issues: callIssues, cycles: callCycles, cause: 'launch' },
    { kind: 'loop', steps: row, trips: rows },
  ];
  return { name, steps, elements, turnCycles: turnCycles(machine), amp: null };
}

/** Each worker's blocks between its entry with set-up and its exit. */
function startedWorkers(
  { setupSlots }: SetupRecord,
  workers: OneCall['workers'],
  { launch }: TileMachine,
): WorkerProgram[] {
  const built = new Map<readonly WorkerBlock[], WorkerProgram>();
  const worker = (blocks: readonly WorkerBlock[]): WorkerProgram => {
    const entry = once(controlBundles(launch.entrySlots + setupSlots));
    const program = built.get(blocks) ?? [entry, ...blocks, once(controlBundles(launch.exitSlots))];
    built.set(blocks, program);
    return program;
  };
  return workers.map(worker);
}

/** The supervisor's cycles at a rendezvous with the workers before a launch, the first of them instructions. */
export function rendezvousStep(cycles: number, { launch }: TileMachine): SupervisorStep {
  return { kind: 'issue', issues: Math.min(launch.rendezvousIssues, cycles), cycles, cause: 'launch' };
}

/** Accesses of one stream: full width, the last one what is left. */
export function accesses(direction: AccessDirection, stream: string, bytes: number, { tile }: TileMachine): Access[] {
  const count = Math.ceil(bytes / tile.loadBytes);
  return Array.from({ length: count }, (_, index) => ({
    direction,
    stream,
    bytes: Math.min(tile.loadBytes, bytes - index * tile.loadBytes),
  }));
}

/** What one pass of a loop does. */
export interface LoopBody {
  readonly loads: readonly Access[];
  readonly floats: number;
  readonly stores: readonly Access[];
}

/** Nothing overlaps: loads, arithmetic and stores one after another. */
export function sequentialBundles({ loads, floats, stores }: LoopBody): Bundle[] {
  return bundlesOf(
    [...loads.map(single), ...Array.from({ length: floats }, () => []), ...stores.map(single)],
    (slot) => (slot >= loads.length && slot < loads.length + floats ? 'float' : 'none'),
  );
}

/** One access a bundle, arithmetic beside the last ones: the loads of a pass feed its own arithmetic. */
export function coissuedBundles({ loads, floats, stores }: LoopBody): Bundle[] {
  const memory = [...loads, ...stores].map(single);
  const slots = Math.max(memory.length, floats);
  const parts = [...Array.from({ length: slots - memory.length }, () => []), ...memory];
  return bundlesOf(parts, (slot) => (slot >= slots - floats ? 'float' : 'none'));
}

/** `slots` bundles: accesses first, float arithmetic in the other slots; never fewer slots than accesses. */
export function filledBundles(parts: readonly Access[], slots: number): Bundle[] {
  const floats = Math.max(0, slots - parts.length);
  return bundlesOf([...parts.map(single), ...Array.from({ length: floats }, () => [])], (slot) =>
    slot < parts.length ? 'none' : 'float',
  );
}

/** A load and a store in one bundle, of different passes; needs them in different memory elements. */
export function overlappedBundles({ loads, floats, stores }: LoopBody): Bundle[] {
  const slots = Math.max(loads.length, floats, stores.length);
  const parts = Array.from({ length: slots }, (_, slot) => [
    ...loads.slice(slot, slot + 1),
    ...stores.slice(slot, slot + 1),
  ]);
  return bundlesOf(parts, (slot) => (slot < floats ? 'float' : 'none'));
}

function single(access: Access): Access[] {
  return [access];
}

function bundlesOf(parts: readonly (readonly Access[])[], kindAt: (slot: number) => 'float' | 'none'): Bundle[] {
  return parts.map((part, slot) => ({ accesses: part, arithmetic: { kind: kindAt(slot) } }));
}
