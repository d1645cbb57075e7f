/**
 * Pipeline parallel: each chip has some of the layers; values go on to the chips behind, gradients back. The batch comes
 * in micro-batches, one forward and one backward in turn (Narayanan et al. 2019, PipeDream-Flush): gradients are added up
 * over them, updates follow the last. Weights are cast once a step. A table that two chips share is sent to the second
 * when it has been updated. Left out: several stages a chip, activations computed again, sends beside the work, and that
 * chips further apart than neighbours take more than one link.
 */
import { InputError } from '../../../models/input-error.js';
import { elementsOf } from '../../../models/shape.js';
import type { OpOf, OpRecord } from '../../../records/trace/op.js';
import type { TensorRecord } from '../../../records/trace/tensor.js';
import { type LoweredStep, type LowerOptions, lowerStep } from '../lower.js';
import { groupsOf, inFlightOn, type PipelineRule, stageCuts, stageOfLayer } from './stage-cuts.js';
import { addCollective, draftOf, type StepDraft, type StepWork, tensorOf, workOf } from './step-work.js';

/** The step of each chip, the first layers first. @throws InputError for a batch that is no whole number of micro-batches */
export function pipelineStages(options: LowerOptions, rule: PipelineRule): LoweredStep[] {
  const { batch, network } = options;
  const { chips, microBatches } = rule;
  if (batch % microBatches !== 0) {
    throw new InputError('micro-batches', `a divisor of the batch of ${batch}`, String(microBatches));
  }
  const micro = { ...options, batch: batch / microBatches };
  const cuts = stageCuts(network, lowerStep({ ...micro, blocks: 'once' }), rule);
  const whole = lowerStep({ ...micro, blocks: groupsOf(cuts) });
  const stageOf = stageOfLayer(network, cuts);
  return Array.from({ length: chips }, (_, stage) => {
    const work = inMicroBatches(
      stageWork(whole, stage, chips, stageOf),
      options,
      inFlightOn(stage, rule),
      microBatches,
    );
    const layers = whole.network.layers.filter(({ id }) => stageOf(id) === stage);
    const parameters = layers.reduce(
      (sum, layer) => sum + layer.repeat * layer.parameters.reduce((all, { shape }) => all + elementsOf(shape), 0),
      0,
    );
    return { network: { ...whole.network, parameters }, ...work };
  });
}

/** What crosses the border of a stage: where each tensor is made, and which stages read it. */
interface Crossings {
  readonly makers: ReadonlyMap<string, number>;
  readonly readers: ReadonlyMap<string, ReadonlySet<number>>;
}

function crossingsOf({ ops }: StepWork, stageOf: (layer: string) => number): Crossings {
  const makers = new Map<string, number>();
  const readers = new Map<string, Set<number>>();
  for (const op of ops) {
    const stage = stageOf(op.layer);
    makers.set(op.output, stage);
    // A parameter and its states come from where they are updated.
    if (op.kind === 'update') for (const id of op.inputs.slice(0, -1)) makers.set(id, stage);
    for (const id of op.inputs) readers.set(id, (readers.get(id) ?? new Set()).add(stage));
  }
  return { makers, readers };
}

/** The ops of a stage, what it receives before them and sends behind them. */
function stageWork(whole: StepWork, stage: number, chips: number, stageOf: (layer: string) => number): StepWork {
  const draft = draftOf(whole);
  const { makers, readers } = crossingsOf(whole, stageOf);
  const there = new Set<string>();
  const send = (id: string) => {
    for (const to of readers.get(id) ?? []) {
      if (to === stage) continue;
      const of = { ...tensorOf(draft, id), repeat: 1 };
      addCollective(draft, { function: 'send', chips, of, output: `${id}.to-${to + 1}`, phase: phaseOf(of) });
    }
  };
  const received = (id: string) => {
    const from = makers.get(id) ?? stage;
    if (from === stage) return id;
    const output = `${id}.from-${from + 1}`;
    const of = { ...tensorOf(draft, id), repeat: 1 };
    if (!there.has(id)) {
      addCollective(draft, { function: 'receive', chips, of, output, phase: phaseOf(of) }, []);
      there.add(id);
    }
    return output;
  };
  for (const op of whole.ops) {
    if (stageOf(op.layer) !== stage) continue;
    const inputs = op.inputs.map(received);
    draft.ops.push({ ...op, inputs });
    send(op.output);
    if (op.kind === 'update') for (const id of op.inputs.slice(0, -1)) send(id);
  }
  return workOf(draft);
}

function phaseOf({ role }: TensorRecord): OpRecord['phase'] {
  if (role === 'dx') return 'dgrad';
  return role === 'dw' ? 'wgrad' : 'forward';
}

/** What is done once a step comes before and behind what is done for each micro-batch. */
function inMicroBatches(work: StepWork, { recipe }: LowerOptions, inFlight: number, microBatches: number): StepWork {
  const draft = draftOf(work);
  const before = onceBefore(work);
  const behind = new Set<OpRecord>(work.ops.filter((op) => op.kind === 'update' || isSentState(draft, op)));
  const rest = work.ops.filter((op) => !before.has(op));
  draft.ops.push(...before, ...(microBatches === 1 ? rest : rest.filter((op) => !behind.has(op))));
  if (microBatches > 1) {
    for (const op of behind) {
      draft.ops.push(op.kind === 'update' ? withSummedGradient(draft, op, recipe.storage) : op);
    }
  }
  const once = new Set([...before, ...behind].map(({ id }) => id));
  const repeated = draft.ops.map((op) => (once.has(op.id) ? op : forEach(draft, op, inFlight, microBatches)));
  return workOf({ ...draft, ops: repeated });
}

/** Casts of weights, and tables that arrive. */
function onceBefore({ ops, tensors }: StepWork): Set<OpRecord> {
  const given = new Set(tensors.filter(({ role }) => role === 'state' || role === 'weight').map(({ id }) => id));
  for (const { output } of ops) given.delete(output);
  const before = new Set<OpRecord>();
  const roles = new Map(tensors.map(({ id, role }) => [id, role]));
  for (const op of ops) {
    const arrives = op.kind === 'collective' && op.inputs.length === 0 && roles.get(op.output) === 'state';
    const isCast = op.kind === 'cast' && op.phase === 'forward' && op.inputs.every((id) => given.has(id));
    if (!arrives && !isCast) continue;
    before.add(op);
    given.add(op.output);
  }
  return before;
}

function isSentState(draft: StepDraft, op: OpRecord): boolean {
  return op.kind === 'collective' && op.inputs.some((id) => tensorOf(draft, id).role === 'state');
}

/** The gradient of each micro-batch is added to those before it, which stay beside the parameter. */
function withSummedGradient(draft: StepDraft, op: OpOf<'update'>, storage: string): OpRecord {
  const gradient = op.inputs.at(-1) as string;
  const [sum, output] = [`${gradient}.sum`, `${gradient}.added`];
  const of = tensorOf(draft, gradient);
  draft.tensors.set(sum, { ...of, id: sum, role: 'state', format: storage });
  draft.tensors.set(output, { ...of, id: output, format: storage });
  const { layer, step, repeat } = op;
  const added: OpOf<'element-wise'> = {
    kind: 'element-wise',
    id: `element-wise/${output}`,
    dims: { ...op.dims, groups: 1 },
    attributes: { function: 'add' },
    ...{ phase: 'wgrad', layer, step, inputs: [sum, gradient], output, repeat },
  };
  const at = draft.ops.findIndex((other) => other.output === gradient);
  draft.ops.splice(at + 1, 0, added);
  return { ...op, inputs: [...op.inputs.slice(0, -1), sum] };
}

/** An op, and what it makes, of every micro-batch. */
function forEach({ tensors }: StepDraft, op: OpRecord, inFlight: number, microBatches: number): OpRecord {
  const of = tensors.get(op.output) as TensorRecord;
  tensors.set(op.output, { ...of, repeat: op.repeat * microBatches, inFlight: op.repeat * inFlight });
  return { ...op, repeat: op.repeat * microBatches };
}
