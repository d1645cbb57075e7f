/**
 * Speed of whole networks by the closed form on all tiles: with plans of earlier runs at hand, and without. Against what peers
 * publish, which are not run here: SCALE-Sim's rate at its best, EnergAIzer's time for a workload. Plans made anew are not a
 * cold start: the code is compiled, and ways of cutting windows, which no machine changes, are remembered.
 */
import { ipu21 } from '../models/machines/tiles/ipu21.js';
import { network } from '../models/networks/networks.js';
import type { Trace } from '../records/trace/trace-folder.js';
import { simulateTrace } from '../sim/array/simulate.js';
import { loweredTrace } from '../traces/lowering/lower.js';
import { recipe } from '../traces/training/recipes.js';
import type { Benchmark, PublishedRate } from './benchmark.js';

/** Reported for one core of this kind: 1.3 to 10 million multiply-accumulates a second. */
const SCALE_SIM_MACS_PER_SECOND = 10e6;
/** Reported by hyper.ai of EnergAIzer (arXiv:2604.20105): 1.8 s for a workload in the mean. */
const ENERGAIZER_SECONDS = 1.8;

const WORKS = [
  { name: 'resnet50', pass: 'training', shown: 'ResNet-50 step of training', cachedS: 0.2, coldS: 2 },
  { name: 'bert-large', pass: 'inference', shown: 'BERT-Large inference', cachedS: 0.2, coldS: 2 },
] as const;

const BATCH = 4;

export function networkBenchmarks(): Benchmark[] {
  return WORKS.flatMap(({ name, pass, shown, cachedS, coldS }) => {
    const graph = network(name, 'bench');
    const lowered = {
      network: graph,
      recipe: recipe('fp8', {}, 'bench'),
      unit: 'ipu21-amp',
      batch: BATCH,
      pass,
    } as const;
    const trace = loweredTrace({ ...lowered, toolVersion: '0' }, 'bench');
    const macs = time(trace).totals.counts.usefulMacs;
    const runs = [
      { how: 'plans cached', run: () => void time(trace), within: cachedS },
      { how: 'plans made anew', run: () => void time(trace, { ...ipu21 }), within: coldS },
    ];
    return runs.flatMap(({ how, run, within }) => {
      const base = { name: `${shown}, batch ${BATCH}, ${how}`, clock: 'cpu', run } as const;
      const energAIzer = published('EnergAIzer, a workload', 1 / ENERGAIZER_SECONDS);
      const scaleSim = published('SCALE-Sim', SCALE_SIM_MACS_PER_SECOND);
      return [
        { ...base, ...energAIzer, operation: 'run', operations: 1, floor: ENERGAIZER_SECONDS / within },
        { ...base, ...scaleSim, operation: 'MAC', operations: macs },
      ];
    });
  });
}

/** Plans are remembered for a machine record: a copy of it has none. */
function time(trace: Trace, machine = ipu21) {
  return simulateTrace(trace, machine, { engine: 'closed-form', activity: 'none' });
}

function published(peer: string, perSecond: number) {
  const reference: PublishedRate = { perSecond };
  return { referenceName: `${peer}, as published`, referenceOperations: 1, reference };
}
