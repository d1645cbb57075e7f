/** The phase of a step that an op belongs to, which follows from what its output is to training. */
import { InputError } from '../../models/input-error.js';
import type { OpRecord, Phase } from './op.js';
import type { Role } from './tensor.js';

/** Of an op that makes such a tensor. */
const PHASE_OF: Readonly<Record<Role, Phase>> = {
  activation: 'forward',
  weight: 'forward',
  state: 'forward',
  dx: 'dgrad',
  dw: 'wgrad',
};

/** @param role of the op's output @throws InputError naming the field */
export function checkPhase(op: OpRecord, role: Role, where: string): void {
  const expected = phaseOf(op, role);
  if (op.phase === expected) return;
  throw new InputError(`${where} phase`, `${expected}, as its output of role ${role} has it`, op.phase);
}

/** Kept operands are transposed on the way back: weights for dx, activations for dw. */
function phaseOf({ kind }: OpRecord, role: Role): Phase {
  switch (kind) {
    case 'update':
      return 'update';
    case 'softmax-cross-entropy':
      return 'forward';
    case 'transpose':
      return role === 'activation' ? 'wgrad' : 'dgrad';
    default:
      return PHASE_OF[role];
  }
}
