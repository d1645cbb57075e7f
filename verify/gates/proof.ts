/**
 * Every preset of hardware as gates beside its model: netlists synthesised by yosys, more than a million vectors a unit,
 * one in eight blocks of them hard ones. Shard s holds vectors of one unit, the one of number s modulo their count.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { HARDWARE_UNITS } from '../../models/hardware/presets.js';
import { cellLibrary } from '../../models/technologies/cells/libraries.js';
import { distFile } from '../../runtime/dist.js';
import {
  BLOCK_VECTORS,
  drawnVectors,
  type EquivalenceChecker,
  equivalenceChecker,
} from '../../sim/gates/equivalence/equivalence.js';
import type { Netlist } from '../../sim/gates/netlist/netlist.js';
import { type Proof, SHARDS, type ShardResult } from '../proof.js';

const LIBRARY = 'asap7';
const SEED = 2;
const VECTORS_A_UNIT = 1_000_000;
/** The unit with fewest shards has as many vectors. */
const BLOCKS = Math.ceil(VECTORS_A_UNIT / Math.floor(SHARDS / HARDWARE_UNITS.length) / BLOCK_VECTORS);
const LARGEST_NETLIST_BYTES = 2 ** 28;

export const gatesProof: Proof = {
  name: 'gates',
  claim: `gates = model, ${HARDWARE_UNITS.length} units of ${LIBRARY} cells, a million vectors each`,
  covers: { units: HARDWARE_UNITS.map(({ name }) => name), library: LIBRARY, seed: SEED, blocksOfShard: BLOCKS },
  entry: 'verify/gates/proof.ts',
  loaded: ['verify/gates/print-netlist.ts'],
  open: () => {
    const checkers = new Map<string, EquivalenceChecker>();
    return { runShard: (shard) => gatesShard(checkers, shard), close: () => undefined };
  },
};

function gatesShard(checkers: Map<string, EquivalenceChecker>, shard: number): ShardResult {
  const unit = HARDWARE_UNITS[shard % HARDWARE_UNITS.length] as HardwareUnit;
  const { check } = checkers.get(unit.name) ?? checkerOf(unit);
  checkers.set(unit.name, { check });
  const first = Math.floor(shard / HARDWARE_UNITS.length) * BLOCKS;
  const hash = createHash('sha256');
  const wrong: string[] = [];
  for (let block = first; block < first + BLOCKS; block++) {
    const vectors = drawnVectors(unit, SEED, block);
    const { differences } = check(vectors);
    for (const { operands, expected, got } of differences) {
      wrong.push(`${unit.name}: ${operands}: gates give ${got}, the model ${expected}`);
    }
    hash.update(new Uint8Array(vectors.expected.buffer));
  }
  return { cases: BLOCKS * BLOCK_VECTORS, sha256: hash.digest('hex'), wrong };
}

function checkerOf(unit: HardwareUnit): EquivalenceChecker {
  const script = fileURLToPath(distFile('verify/gates/print-netlist.js'));
  const printed = execFileSync(process.execPath, [script, unit.name, LIBRARY], {
    encoding: 'utf8',
    maxBuffer: LARGEST_NETLIST_BYTES,
  });
  return equivalenceChecker({ unit, netlist: JSON.parse(printed) as Netlist, library: cellLibrary(LIBRARY, 'gates') });
}
