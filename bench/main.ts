/**
 * Measures every benchmark, prints one table of ratios and writes it to bench/results/ with the machine's CPU and
 * Node version. An argument keeps the benchmarks whose name contains it (and writes nothing).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { forPeople } from '../reports/units/si.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { type Measurement, measureAll } from './benchmark.js';
import { conversionBenchmarks } from './conversion.js';
import { gateBenchmarks } from './gates.js';
import { gemmBenchmarks } from './gemm.js';
import { networkBenchmarks } from './networks.js';
import { streamBenchmarks } from './streams.js';
import { tileBenchmarks } from './tile.js';
import { trainingBenchmarks } from './training.js';

const RESULTS = 'bench/results';

const [one, two] = [createEngine({ threads: 1 }), createEngine({ threads: 2 })];
const chosen = process.argv[2] ?? '';
const benchmarks = [
  ...conversionBenchmarks(one),
  ...gemmBenchmarks(one, two),
  ...streamBenchmarks(),
  ...tileBenchmarks(),
  ...trainingBenchmarks(one),
  ...networkBenchmarks(),
  ...gateBenchmarks(),
];
const rows = measureAll(benchmarks.filter(({ name }) => name.includes(chosen)));
one.close();
two.close();

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
const table = markdown(rows);
console.log(table);
if (chosen === '') {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(`${RESULTS}/kernels.json`, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  writeFileSync(`${RESULTS}/kernels.md`, `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n\n${table}\n`);
}

function markdown(measurements: readonly Measurement[]): string {
  const lines = measurements.map(
    ({ name, operation, operationsPerSecond, referenceName, ratio, floor, aim }) =>
      `| ${name} | ${rate(operationsPerSecond, operation)} | ${referenceName} | ${digits(ratio)} | ${digits(floor)} | ${digits(aim)} |`,
  );
  return ['| what | rate | against | ratio | at least | aim |', '| --- | --- | --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}

function rate(perSecond: number, operation: string): string {
  return forPeople(perSecond, `${operation}s/s`);
}

function digits(ratio: number | undefined): string {
  if (ratio === undefined) return '–';
  return ratio < 100 ? ratio.toFixed(2) : ratio.toFixed(0);
}
