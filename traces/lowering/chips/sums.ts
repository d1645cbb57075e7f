/**
 * Tensors of which each chip has a part of a sum: they are added up over the chips before something else than a sum reads
 * them. Sums of such parts stay parts, and are added to what is whole only then, so that gradients of one value that
 * several layers read are exchanged once.
 */
import type { OpOf, OpRecord } from '../../../records/trace/op.js';
import { addCollective, draftOf, type StepDraft, type StepWork, tensorOf, workOf } from './step-work.js';

/** A sum of a whole value and of one that each chip has a part of, not yet taken. */
interface LateSum {
  readonly op: OpOf<'element-wise'>;
  readonly whole: string;
  readonly part: string;
}

interface Sums {
  readonly draft: StepDraft;
  readonly chips: number;
  readonly storage: string;
  /** Parts of sums, and the whole once it is there. */
  readonly parts: Map<string, string | undefined>;
  readonly late: Map<string, LateSum>;
  /** Late sums that were taken, and those that only another late sum reads so far. */
  readonly taken: Set<string>;
  readonly passedOn: Set<string>;
}

/** @param isPart whether an op makes a part of a sum @param storage the format in which parts are added up */
export function summedOverChips(
  work: StepWork,
  chips: number,
  storage: string,
  isPart: (op: OpRecord) => boolean,
): StepWork {
  const sums: Sums = { draft: draftOf(work), chips, storage, parts: new Map(), late: new Map(), ...nothingTaken() };
  for (const op of work.ops) {
    if (!addedLate(sums, op)) addOp(sums, op, isPart(op));
  }
  for (const id of sums.late.keys()) if (!sums.passedOn.has(id)) whole(sums, id);
  const read = new Set(sums.draft.ops.flatMap(({ inputs }) => inputs));
  for (const id of sums.parts.keys()) if (!read.has(id)) whole(sums, id);
  return workOf(sums.draft);
}

function nothingTaken(): Pick<Sums, 'taken' | 'passedOn'> {
  return { taken: new Set(), passedOn: new Set() };
}

function addOp(sums: Sums, op: OpRecord, isPart: boolean): void {
  const staysPart = op.kind === 'cast' && tensorOf(sums.draft, op.output).format === sums.storage && isPartOf(sums, op);
  const inputs = staysPart ? op.inputs : op.inputs.map((input) => whole(sums, input));
  sums.draft.ops.push({ ...op, inputs });
  if (isPart || staysPart) sums.parts.set(op.output, undefined);
}

function isPartOf({ parts }: Sums, { inputs }: OpRecord): boolean {
  return inputs.every((input) => parts.has(input));
}

/** A sum with parts; @returns whether the op was one */
function addedLate(sums: Sums, op: OpRecord): boolean {
  if (op.kind !== 'element-wise' || op.attributes.function !== 'add') return false;
  const [parts, others] = [op.inputs.filter((id) => sums.parts.has(id)), op.inputs.filter((id) => !sums.parts.has(id))];
  const [part] = parts;
  const [other] = others;
  if (part === undefined) return false;
  if (other === undefined) {
    sums.draft.ops.push(op);
    sums.parts.set(op.output, undefined);
    return true;
  }
  const before = sums.taken.has(other) ? undefined : sums.late.get(other);
  if (before === undefined) {
    sums.late.set(op.output, { op, whole: whole(sums, other), part });
    return true;
  }
  sums.passedOn.add(other);
  sums.late.set(op.output, { op, whole: before.whole, part: sumOfParts(sums, before, part) });
  return true;
}

/** In place of the first sum that waits. */
function sumOfParts({ draft, parts }: Sums, { op, part }: LateSum, other: string): string {
  const output = `${op.output}.part`;
  draft.tensors.set(output, { ...tensorOf(draft, op.output), id: output });
  draft.ops.push({ ...op, id: `${op.kind}/${output}`, inputs: [part, other], output });
  parts.set(output, undefined);
  return output;
}

/** The tensor with all chips' parts in it: itself where it is no part. */
function whole(sums: Sums, id: string): string {
  const late = sums.late.get(id);
  if (late !== undefined && !sums.taken.has(id)) {
    sums.taken.add(id);
    const inputs = [late.whole, whole(sums, late.part)];
    sums.draft.ops.push({ ...late.op, inputs });
    return id;
  }
  if (!sums.parts.has(id)) return id;
  const known = sums.parts.get(id);
  if (known !== undefined) return known;
  const of = tensorOf(sums.draft, id);
  const phase = of.role === 'activation' ? 'forward' : 'dgrad';
  const output = `${id}.all`;
  addCollective(sums.draft, { function: 'all-reduce', chips: sums.chips, of, output, phase });
  sums.parts.set(id, output);
  return output;
}
