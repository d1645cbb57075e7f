/** A unit as emitted: files, ports, and what its pipeline is. */
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import type { InputPort } from './pipeline.js';

/** A file to synthesise. */
export interface RtlFile {
  readonly name: string;
  readonly about: string;
  readonly text: string;
}

export interface RtlDesign {
  readonly unit: HardwareUnit;
  /** The top module's name. */
  readonly top: string;
  readonly files: readonly RtlFile[];
  /** What stands beside the unit: where its random bits come from. */
  readonly beside: readonly RtlFile[];
  readonly inputs: readonly InputPort[];
  readonly outputBits: number;
  /** Clock edges from operands to their result. */
  readonly latency: number;
  /** Sections of each stage. */
  readonly stages: readonly (readonly string[])[];
  /** Flip-flops behind each stage. */
  readonly registerBits: readonly number[];
}
