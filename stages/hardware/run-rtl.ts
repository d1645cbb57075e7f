/** Emitted register-transfer code with its test bench under Verilator or, where that is missing, Icarus Verilog. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { InputError, shown } from '../../models/input-error.js';
import { expectedResults } from '../../sim/gates/model/expected.js';
import { drawnStreams } from '../../sim/gates/model/vectors.js';
import { benchText, cyclesFor, vectorLines } from '../../sim/gates/rtl/bench.js';
import type { RtlDesign } from '../../sim/gates/rtl/design.js';

export const RTL_SIMULATORS = ['verilator', 'iverilog'] as const;
export type RtlSimulator = (typeof RTL_SIMULATORS)[number];

export interface RtlRun {
  readonly simulator: RtlSimulator;
  readonly passed: number;
  readonly failed: number;
}

interface RtlSetting {
  readonly unit: HardwareUnit;
  readonly vectors: number;
  readonly seed: number;
}

/** Of what a simulator prints, shown where it fails. */
const SHOWN_CHARACTERS = 300;

/** The first of them that is there. */
export function installedSimulator(): RtlSimulator | undefined {
  return RTL_SIMULATORS.find((name) => spawnSync(name, [name === 'iverilog' ? '-V' : '--version']).status === 0);
}

/** @throws InputError where neither is installed, or one refuses the code */
export function runRtl(design: RtlDesign, { unit, vectors, seed }: RtlSetting): RtlRun {
  const simulator = installedSimulator();
  if (simulator === undefined) {
    throw new InputError(
      '--rtl',
      'Verilator or Icarus Verilog on the path',
      'neither',
      'install one, or leave --rtl out',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'octile-rtl-'));
  try {
    const streams = drawnStreams(unit, { cycles: cyclesFor(vectors), seed });
    const results = expectedResults(unit, streams);
    const bench = { name: 'dot_product_tb.sv', text: benchText(design, vectors) };
    const files = [...design.files, bench];
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'vectors.hex'), vectorLines(design, streams, results, vectors));
    return {
      simulator,
      ...countsOf(
        simulated(
          simulator,
          files.map(({ name }) => name),
          folder,
        ),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the test bench prints. */
function simulated(simulator: RtlSimulator, files: readonly string[], folder: string): string {
  const top = 'dot_product_tb';
  if (simulator === 'verilator') {
    const options = ['--binary', '--timing', '-Wno-fatal', '--top-module', top];
    run('verilator', [...options, ...files], folder);
    return run(join(folder, 'obj_dir', `V${top}`), [], folder);
  }
  run('iverilog', ['-g2012', '-o', `${top}.vvp`, ...files], folder);
  return run('vvp', ['-n', `${top}.vvp`], folder);
}

function run(command: string, words: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status === 0) return stdout;
  throw new InputError('--rtl', `code that ${command} takes`, shown(`${stdout}${stderr}`.slice(0, SHOWN_CHARACTERS)));
}

function countsOf(printed: string): { passed: number; failed: number } {
  const [, passed, failed] = /(\d+) passed, (\d+) failed/.exec(printed) ?? [];
  if (passed !== undefined) return { passed: Number(passed), failed: Number(failed) };
  throw new InputError('--rtl', 'a test bench that counts its vectors', shown(printed.slice(-SHOWN_CHARACTERS)));
}
