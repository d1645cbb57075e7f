/**
 * Which operands of captured steps are stored, known from shapes before training begins: those of the ops of chosen
 * layers, of chosen roles, layer by layer in the order of a step, each layer's whole or not at all, within a limit.
 */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { matchesId } from '../../models/id-pattern.js';
import { InputError, shown } from '../../models/input-error.js';
import { elementsOf } from '../../models/shape.js';
import type { CaptureSettings, StoredOperands } from '../../records/trace/capture.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { TensorRecord } from '../../records/trace/tensor.js';

/** A step of the run as shapes alone: every captured step has its ops and tensors. */
export interface StepShapes {
  readonly ops: readonly OpRecord[];
  readonly tensors: readonly TensorRecord[];
}

export interface Selection {
  /** Whether the codes of a tensor are stored, by its id. */
  readonly stores: (id: string) => boolean;
  readonly operands: StoredOperands;
}

type Asked = Pick<CaptureSettings, 'layers' | 'roles' | 'limitBytes'>;

/**
 * @param steps that are captured, which share the limit
 * @param where what an error of the layers names
 * @throws InputError for a layer that no op belongs to
 */
export function selectOperands({ ops, tensors }: StepShapes, asked: Asked, steps: number, where: string): Selection {
  const { layers, roles, limitBytes } = asked;
  const sizes = new Map(
    tensors.filter(({ role }) => roles?.includes(role) ?? true).map((tensor) => [tensor.id, bytesOf(tensor)]),
  );
  const stored = new Set<string>();
  const leftOut: StoredOperands['leftOut'] = [];
  let bytes = 0;
  for (const [layer, read] of operandsByLayer(ops, layers, where)) {
    const fresh = [...read].filter((id) => sizes.has(id) && !stored.has(id));
    const added = steps * fresh.reduce((sum, id) => sum + (sizes.get(id) as number), 0);
    if (bytes + added > limitBytes) {
      leftOut.push({ layer, bytes: added });
      continue;
    }
    bytes += added;
    for (const id of fresh) stored.add(id);
  }
  const names = new Set([...stored].map(withoutStep));
  const chosen = { ...(layers === undefined ? {} : { layers }), ...(roles === undefined ? {} : { roles }) };
  return { stores: (id) => names.has(withoutStep(id)), operands: { bytes, limitBytes, ...chosen, leftOut } };
}

/** What ops of each chosen layer read and make, layers in the order of their first ops. */
function operandsByLayer(
  ops: readonly OpRecord[],
  layers: readonly string[] | undefined,
  where: string,
): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const { layer, inputs, output } of ops) {
    const read = all.get(layer) ?? new Set<string>();
    for (const id of [...inputs, output]) read.add(id);
    all.set(layer, read);
  }
  if (layers === undefined) return all;
  const chosen = new Set(layers.flatMap((pattern) => matching([...all.keys()], pattern, where)));
  return new Map([...all].filter(([layer]) => chosen.has(layer)));
}

function matching(layers: readonly string[], pattern: string, where: string): string[] {
  const found = layers.filter((layer) => matchesId(pattern, layer));
  if (found.length > 0) return found;
  throw new InputError(where, `layers of the network (${layers.join(', ')})`, shown(pattern));
}

/** Codes lie in whole bytes. */
function bytesOf({ shape, format, id }: TensorRecord): number {
  return elementsOf(shape) * Math.ceil(bitsOf(resolveFormat(format, id)) / 8);
}

/** A tensor has the same name in every step, behind the step's number. */
function withoutStep(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}
