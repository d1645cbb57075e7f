/**
 * The rules of simultaneous access: a bundle has at most two loads and one store, none wider than the
 * port, and all of them in different memory elements. A program's streams do not move while it runs,
 * so that checking each bundle once is checking every cycle.
 * Left out: instruction fetch and exchange against data accesses.
 * Source: Graphcore tile vertex ISA 2.9.10.2, 2.9.12, 3.7.5.1.1 (through osmarks/ipu-stack).
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { Bundle, SupervisorStep, TileProgram, WorkerBlock } from './program.js';

export const PORTS = ['none', 'ld64', 'st64', 'ld2x64pace', 'ldst64pace', 'ld2xst64pace'] as const;

export type Port = (typeof PORTS)[number];

/** The instruction of a bundle's memory part; the name says its loads and stores, not their width. */
export function portOf(bundle: Bundle): Port {
  const reads = bundle.accesses.filter(({ direction }) => direction === 'read').length;
  const writes = bundle.accesses.length - reads;
  if (reads > 2 || writes > 1) throw new Error(`a bundle has at most 2 loads and 1 store, got ${reads} and ${writes}`);
  const ports: readonly (readonly Port[])[] = [
    ['none', 'st64'],
    ['ld64', 'ldst64pace'],
    ['ld2x64pace', 'ld2xst64pace'],
  ];
  return ports[reads]?.[writes] ?? 'none';
}

/** @throws Error, a fault of the program's author, naming program and rule */
export function checkProgram(program: TileProgram, machine: TileMachine): void {
  const seen = new Set<Bundle>();
  for (const step of program.steps) checkStep(step, program, machine, seen);
}

function checkStep(step: SupervisorStep, program: TileProgram, machine: TileMachine, seen: Set<Bundle>): void {
  if (step.kind === 'loop') {
    for (const inner of step.steps) checkStep(inner, program, machine, seen);
  } else if (step.kind === 'launch') {
    const { workers } = machine.tile;
    if (step.workers.length !== workers) {
      throw new Error(`${program.name}: a launch of ${step.workers.length} programs on ${workers} workers`);
    }
    for (const worker of new Set(step.workers)) checkBlocks(worker, program, machine, seen);
  }
}

function checkBlocks(
  blocks: readonly WorkerBlock[],
  program: TileProgram,
  machine: TileMachine,
  seen: Set<Bundle>,
): void {
  for (const block of blocks) {
    if (block.kind === 'repeat') {
      checkBlocks(block.blocks, program, machine, seen);
      continue;
    }
    for (const bundle of block.bundles) {
      if (!seen.has(bundle)) checkBundle(bundle, program, machine.tile.loadBytes);
      seen.add(bundle);
    }
  }
}

function checkBundle(bundle: Bundle, program: TileProgram, loadBytes: number): void {
  const port = portOf(bundle);
  const elements = bundle.accesses.map(({ stream, bytes }) => {
    const element = program.elements[stream];
    if (element === undefined) throw new Error(`${program.name}: stream ${stream} has no memory element`);
    if (bytes > loadBytes) throw new Error(`${program.name}: ${stream} moves ${bytes} B, the port ${loadBytes} B`);
    return element;
  });
  if (new Set(elements).size === elements.length) return;
  const streams = bundle.accesses.map(({ stream }) => stream).join(', ');
  throw new Error(`${program.name}: ${port} of ${streams} meets twice in one memory element`);
}
