/** Every unit family, by name. */
import { named } from '../named.js';
import { ada } from './ada.js';
import { ampere } from './ampere.js';
import { blackwell } from './blackwell.js';
import { blackwellMx } from './blackwell-mx.js';
import { blackwellNvfp4 } from './blackwell-nvfp4.js';
import { cdna1 } from './cdna1.js';
import { cdna2, cdna2Bf16 } from './cdna2.js';
import { cdna3 } from './cdna3.js';
import { blackwellMma, hopperMma } from './emulated-mma.js';
import { exact } from './exact.js';
import { exsdotp } from './exsdotp.js';
import { fma } from './fma.js';
import { hopper } from './hopper.js';
import { ibmChunked } from './ibm-chunked.js';
import { ipu21Amp } from './ipu21-amp.js';
import { rtxBlackwell, rtxBlackwellMx, rtxBlackwellNvfp4 } from './rtx-blackwell.js';
import { turing } from './turing.js';
import type { UnitFamily } from './unit.js';
import { volta } from './volta.js';

export const UNIT_FAMILIES: readonly UnitFamily[] = [
  ipu21Amp,
  volta,
  turing,
  ampere,
  ada,
  hopper,
  hopperMma,
  blackwell,
  blackwellMma,
  blackwellMx,
  blackwellNvfp4,
  rtxBlackwell,
  rtxBlackwellMx,
  rtxBlackwellNvfp4,
  cdna1,
  cdna2,
  cdna2Bf16,
  cdna3,
  exsdotp,
  fma,
  ibmChunked,
  exact,
];

/** @param where what an error names @param orElse what may stand there instead of a name */
export function unitFamily(name: string, where: string, orElse?: string): UnitFamily {
  return named(UNIT_FAMILIES, name, 'a unit', where, orElse);
}

/** Of a tensor core's families that read scales of blocks: the one of its other instructions. */
const PLAIN_FAMILIES: ReadonlyMap<string, UnitFamily> = new Map([
  [blackwellMx.name, blackwell],
  [blackwellNvfp4.name, blackwell],
  [rtxBlackwellMx.name, rtxBlackwell],
  [rtxBlackwellNvfp4.name, rtxBlackwell],
]);

/**
 * The family that multiplies a pair of formats without scales of blocks: of a tensor core whose instructions read such
 * scales, where they do not take the pair, its other instructions.
 */
export function plainFamilyOf(family: UnitFamily, aFormat: string, bFormat: string): UnitFamily {
  const takes = family.operands === 'any-float' || family.pairs.some(([a, b]) => a === aFormat && b === bFormat);
  return takes ? family : (PLAIN_FAMILIES.get(family.name) ?? family);
}
