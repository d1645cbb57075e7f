/** A unit's emitted code through Icarus Verilog, on vectors of the model. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HardwareUnit } from '../../../../models/hardware/hardware-unit.js';
import { referenceResult } from '../../../../sim/gates/model/reference.js';
import { drawnStreams } from '../../../../sim/gates/model/vectors.js';
import { LANES } from '../../../../sim/gates/operands/operand-streams.js';
import { benchText, vectorLines } from '../../../../sim/gates/rtl/bench.js';
import { emitRtl } from '../../../../sim/gates/rtl/emit.js';

export const icarusIsThere = spawnSync('iverilog', ['-V']).status === 0;

/** Changes the text of one file. */
export type Fault = (file: string, text: string) => string;

/** @returns the last line of the test bench: `N passed, N failed` */
export function simulated(
  unit: HardwareUnit,
  cycles: number,
  folder: string,
  fault: Fault = (_, text) => text,
): string {
  const design = emitRtl(unit);
  const count = cycles * LANES;
  const streams = drawnStreams(unit, { cycles, seed: 12 });
  const results = Array.from({ length: count }, (_, at) => referenceResult(unit, streams, at));
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  for (const { name, text } of design.files) write(name, fault(name, text));
  write('dot_product_tb.sv', benchText(design, count));
  write('vectors.hex', vectorLines(design, streams, results, count));
  const files = [...design.files.map(({ name }) => name), 'dot_product_tb.sv'];
  run('iverilog', ['-g2012', '-Wall', '-Wno-timescale', '-o', 'bench.vvp', ...files], folder);
  return run('vvp', ['-n', 'bench.vvp'], folder).trimEnd().split('\n').at(-1) as string;
}

/** @returns standard output @throws where anything is said on standard error */
export function run(command: string, words: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`${command} ${words.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}
