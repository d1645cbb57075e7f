/**
 * A GEMM through a dot-product unit, equal bit for bit to `dot` of reference/dot.ts on every output: the first family
 * of kernels that takes the unit, its operands converted and in order (plain-unit.ts), computes it; the reference
 * where none does.
 */
import type { DotProductUnit } from '../../../models/units/unit.js';
import { alignedFamily } from './aligned/family.js';
import { exactFamily } from './exact/family.js';
import type { FastTwin, KernelFamily } from './family.js';
import type { KernelHost } from './host/kernel-host.js';
import { gemmInReference } from './in-reference.js';
import { plainRequest, plainUnit, takesPlain } from './plain-unit.js';
import { checkRequest, type GemmRequest, type GemmResult } from './request.js';
import { scalarFamily } from './scalar/family.js';

/** The fastest first. */
const KERNEL_FAMILIES: readonly KernelFamily[] = [exactFamily, alignedFamily, scalarFamily];

/** The family that a unit runs in, and why no faster one takes it. */
export interface KernelChoice {
  readonly family: KernelFamily | undefined;
  readonly refused: readonly { readonly family: string; readonly because: string }[];
}

/** Made once a unit: a step of training asks a thousand times. */
const choices = new WeakMap<DotProductUnit, KernelChoice>();

export function kernelChoice(unit: DotProductUnit): KernelChoice {
  const known = choices.get(unit) ?? chosenFor(unit);
  choices.set(unit, known);
  return known;
}

function chosenFor(unit: DotProductUnit): KernelChoice {
  const refused: { family: string; because: string }[] = [];
  const comes = takesPlain(unit);
  const plain = plainUnit(unit);
  for (const family of KERNEL_FAMILIES) {
    const takes = comes === 'yes' ? family.takes(plain) : comes;
    if (takes === 'yes') return { family, refused };
    refused.push({ family: family.name, because: takes.no });
  }
  return { family: undefined, refused };
}

export function twinOf(unit: DotProductUnit): FastTwin {
  return kernelChoice(unit).family?.twin ?? 'none';
}

export function gemmThroughUnit(host: KernelHost, request: GemmRequest): GemmResult {
  checkRequest(request);
  const { family } = kernelChoice(request.unit);
  return { codes: family === undefined ? gemmInReference(request) : family.gemm(host, plainRequest(request)) };
}
