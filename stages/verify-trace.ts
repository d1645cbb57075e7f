/** A trace's folder held against its own arithmetic: every op again, and a sample of outputs by the reference. */
import { readTrace } from '../records/trace/trace-folder.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { type ReferenceKind, referenceCheck } from '../traces/replay/reference.js';
import { type VerifiedKind, verifyTrace } from '../traces/replay/verify.js';

export interface VerifyTraceStage {
  readonly folder: string;
  /** Outputs of each product and cast that the reference judges. */
  readonly reference: number;
  readonly threads: number;
  readonly progress?: (done: number, total: number) => void;
}

export interface TraceVerification {
  readonly kinds: readonly VerifiedKind[];
  readonly reference: readonly ReferenceKind[];
}

/** @throws InputError for a folder that holds no sound trace */
export function verifyTraceStage({ folder, reference, threads, progress }: VerifyTraceStage): TraceVerification {
  const trace = readTrace(folder);
  const engine = createEngine({ threads });
  try {
    const check = referenceCheck(reference);
    const kinds = verifyTrace(trace, engineArithmetic(engine), check.beside, progress);
    return { kinds, reference: check.kinds() };
  } finally {
    engine.close();
  }
}

/** Whether nothing differs. */
export function isVerified({ kinds, reference }: TraceVerification): boolean {
  return [...kinds, ...reference].every(({ different }) => different === 0);
}
