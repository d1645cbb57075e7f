/**
 * What workers do in a launch, as sums: slots in loops and around them, issues, bytes. No bundle is built
 * and no program walked; how loads, arithmetic and stores share slots is arithmetic on their numbers.
 * Left out: everything that a sum does not keep (order, which slot does what).
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';

/** One worker from launch to exit. */
export interface Work {
  loopSlots: number;
  aroundSlots: number;
  floatIssues: number;
  ampIssues: number;
  readBytes: number;
  writeBytes: number;
}

/** One trip of a loop. */
export interface Trip {
  readonly slots: number;
  readonly floats: number;
  readonly readBytes: number;
  readonly writeBytes: number;
}

/** A worker that has only spent `aroundSlots`. */
export function startedWork(aroundSlots: number): Work {
  return { loopSlots: 0, aroundSlots, floatIssues: 0, ampIssues: 0, readBytes: 0, writeBytes: 0 };
}

/** A worker of a program with one launch: entry, set-up and exit. */
export function calledWork({ launch }: TileMachine, setupSlots: number): Work {
  return startedWork(launch.entrySlots + setupSlots + launch.exitSlots);
}

/** Adds a loop; @returns the same work. */
export function addLoop(work: Work, trip: Trip, trips: number): Work {
  work.loopSlots += trips * trip.slots;
  return addBodies(work, trip, trips);
}

/** Adds what a trip does, outside loops; @returns the same work. */
export function addOnce(work: Work, trip: Trip, times: number): Work {
  work.aroundSlots += times * trip.slots;
  return addBodies(work, trip, times);
}

function addBodies(work: Work, { floats, readBytes, writeBytes }: Trip, times: number): Work {
  work.floatIssues += times * floats;
  work.readBytes += times * readBytes;
  work.writeBytes += times * writeBytes;
  return work;
}

export function slotsOf({ loopSlots, aroundSlots }: Work): number {
  return loopSlots + aroundSlots;
}

/** Loads, float issues and stores of a trip, and what the accesses move. */
export interface Body {
  readonly loads: number;
  readonly floats: number;
  readonly stores: number;
  readonly readBytes: number;
  readonly writeBytes: number;
}

/** The body of a trip that reads and writes so many bytes of one stream each. */
export function streamed(readBytes: number, floats: number, writeBytes: number, machine: TileMachine): Body {
  const loads = accessesOf(readBytes, machine);
  return { loads, floats, stores: accessesOf(writeBytes, machine), readBytes, writeBytes };
}

/** Accesses that so many bytes of one stream take. */
export function accessesOf(bytes: number, { tile }: TileMachine): number {
  return Math.ceil(bytes / tile.loadBytes);
}

/** Nothing shares a slot. */
export function sequentialTrip(body: Body): Trip {
  return tripOf(body, body.loads + body.floats + body.stores, body.floats);
}

/** One access a slot, arithmetic beside accesses. */
export function coissuedTrip(body: Body): Trip {
  return tripOf(body, Math.max(body.loads + body.stores, body.floats), body.floats);
}

/** A load, a store and arithmetic in one slot. */
export function overlappedTrip(body: Body): Trip {
  return tripOf(body, Math.max(body.loads, body.floats, body.stores), body.floats);
}

/** So many slots in all, arithmetic where there is no access. */
export function filledTrip(body: Body, slots: number): Trip {
  const accesses = body.loads + body.stores;
  return tripOf(body, Math.max(accesses, slots), Math.max(0, slots - accesses));
}

/** So many slots in all, no arithmetic. */
export function controlTrip(body: Body, slots: number): Trip {
  return tripOf(body, Math.max(body.loads + body.stores, slots), 0);
}

function tripOf({ readBytes, writeBytes }: Body, slots: number, floats: number): Trip {
  return { slots, floats, readBytes, writeBytes };
}

/** So many streams read and written, `bytes` of each. */
export function streams(reads: number, floats: number, writes: number, bytes: number, machine: TileMachine): Body {
  const accesses = accessesOf(bytes, machine);
  return {
    loads: reads * accesses,
    floats,
    stores: writes * accesses,
    readBytes: reads * bytes,
    writeBytes: writes * bytes,
  };
}
