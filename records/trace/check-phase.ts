/** The phase of a step that an op belongs to, which follows from what its output is to training. */
import { InputError } from '../../models/input-error.js';
import { type OpRecord, PHASES, type Phase } from './op.js';
import type { Role } from './tensor.js';

/** Of an op that makes such a tensor. */
const PHASE_OF: Readonly<Record<Role, Phase>> = {
  activation: 'forward',
  weight: 'forward',
  state: 'forward',
  dx: 'dgrad',
  dw: 'wgrad',
};

/** Of a transpose or a cast: operands are turned, and go back into storage, where they are used, forward in attention, weights and kept operands on the way back. */
const OPERANDS: Readonly<Record<Role, readonly Phase[]>> = {
  activation: ['forward', 'dgrad', 'wgrad'],
  weight: ['forward', 'dgrad'],
  state: ['forward'],
  dx: ['dgrad', 'wgrad'],
  dw: ['wgrad'],
};

/** Of scales: of what each role is cast from. */
const CASTING: readonly Phase[] = ['forward', 'dgrad', 'wgrad'];

/** @param role of the op's output @throws InputError naming the field */
export function checkPhase(op: OpRecord, role: Role, where: string): void {
  const expected = phasesOf(op, role);
  if (expected.includes(op.phase)) return;
  throw new InputError(`${where} phase`, `${expected.join(' or ')}, as its output of role ${role} has it`, op.phase);
}

function phasesOf({ kind }: OpRecord, role: Role): readonly Phase[] {
  switch (kind) {
    case 'update':
      return ['update'];
    case 'softmax-cross-entropy':
      return ['forward'];
    case 'transpose':
    case 'cast':
      return OPERANDS[role];
    case 'amax':
      return CASTING;
    case 'collective':
      return role === 'state' || role === 'weight' ? PHASES : [PHASE_OF[role]];
    default:
      return [PHASE_OF[role]];
  }
}
