/**
 * Random bits into memory (for rounding in software, or for comparing with another machine's): words dealt to
 * the workers, each stored beside the issue that makes the next (urand64). The tile's own stochastic rounding
 * draws its bits inside the instruction that rounds and needs no program.
 * Not measured. Source: Graphcore tile vertex ISA (urand64).
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { loop, type TileProgram } from '../../engines/program.js';
import { accesses, coissuedBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { RandomBitsTask } from './task.js';

/** A last word that is not full is stored whole. */
export function randomBitsProgram({ kind, bytes }: RandomBitsTask, machine: TileMachine): TileProgram {
  const { randomBits } = machine.programs;
  const { loadBytes } = machine.tile;
  const word = coissuedBundles({
    loads: [],
    floats: Math.ceil(loadBytes / randomBits.bytesPerIssue),
    stores: accesses('write', 'destination', loadBytes, machine),
  });
  return oneLaunchProgram(
    {
      name: kind,
      setup: randomBits,
      elements: { destination: 0 },
      items: Math.ceil(bytes / loadBytes),
      blocks: (words) => [loop(word, words)],
    },
    machine,
  );
}
