/** Every long proof. */
import { InputError, shown } from '../models/input-error.js';
import { closedFormProof } from './closed-form/proof.js';
import { encodeProof } from './encode/proof.js';
import { gatesProof } from './gates/proof.js';
import { pairsProof } from './pairs/proof.js';
import type { Proof } from './proof.js';

export const PROOFS: readonly Proof[] = [encodeProof, pairsProof, closedFormProof, gatesProof];

/** All of them where none is named. @throws InputError for a name that none has */
export function proofsNamed(names: readonly string[]): readonly Proof[] {
  for (const name of names) {
    if (PROOFS.some((proof) => proof.name === name)) continue;
    throw new InputError('npm run verify', PROOFS.map((proof) => proof.name).join(', '), shown(name));
  }
  return names.length === 0 ? PROOFS : PROOFS.filter(({ name }) => names.includes(name));
}
