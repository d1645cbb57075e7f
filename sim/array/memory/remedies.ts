/**
 * What would make work fit that a tile has no room for, and what it would cost: a smaller batch, activations computed
 * again in the backward pass, weights and states kept by the host, more tiles or chips. By bytes alone: weights, states
 * and gradients of weights stay, all else scales with the batch. Left out: what exchange between chips costs, and the
 * overlap of the host's transfers with the work (the measured runtime has none).
 */
import { InputError } from '../../../models/input-error.js';
import { TILE_MACHINES } from '../../../models/machines/machines.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { windowsAlong } from '../../../models/windows.js';
import type { OpRecord } from '../../../records/trace/op.js';
import type { TensorRecord } from '../../../records/trace/tensor.js';
import { type StepWork, sizeOfTensor } from '../tensors.js';
import { DoesNotFit } from './does-not-fit.js';
import { liveBytes } from './lives.js';
import { usableBytes } from './sram.js';

/** What may be made smaller, and how large it is. */
export interface Scale {
  readonly name: 'batch' | 'm';
  readonly size: number;
  /** Over which the work is dealt already; 1 unless said. */
  readonly chips?: number;
}

export interface Remedies {
  /** The op during which most bytes are alive, over all tiles, and what the tiles have. */
  readonly op: string;
  readonly aliveBytes: number;
  readonly usableBytes: number;
  /** The largest that fits by bytes: none where what does not scale is too large alone. */
  readonly scale?: Scale & { readonly most: number };
  /** Values kept from the forward to the backward pass, and the share of multiply-accumulates that comes again. */
  readonly recompute?: { readonly savedBytes: number; readonly macShare: number; readonly enough: boolean };
  /** Bytes between chip and host in a step, what they free, and the time that they take. */
  readonly stream?: { readonly stepBytes: number; readonly timeS: number; readonly enough: boolean };
  readonly more: {
    readonly of: 'tiles' | 'chips';
    readonly least: number;
    /** That the links join; of a step, which can be dealt over them. */
    readonly joined?: number;
  };
}

/** Runs what may be refused. @throws InputError that says in its remedy what would help, in place of one that does not */
export function withRemedies<T>(run: () => T, work: StepWork, machine: TileMachine, scale?: Scale): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof DoesNotFit)) throw error;
    const remedy = remedySentence(remediesFor(error, work, machine, scale));
    throw new InputError(error.where, error.expected, error.got, remedy);
  }
}

/** @param refusal of an op of the work */
export function remediesFor(refusal: DoesNotFit, work: StepWork, machine: TileMachine, scale?: Scale): Remedies {
  const { ops } = work;
  const alive = aliveOf(work, () => true);
  const peak = alive.indexOf(Math.max(...alive));
  const [aliveBytes, all] = [alive[peak] as number, machine.tiles * usableBytes(machine)];
  const enough = (savedBytes: number) => aliveBytes - savedBytes <= all;
  const kept = keptForBackward(ops);
  const savedBytes = aliveOf(work, (tensor) => kept.has(tensor.id) && !isState(tensor))[peak] as number;
  const stateBytes = aliveOf(work, isState)[peak] as number;
  const stepBytes = isStreamed(ops) ? 0 : streamedBytes(work);
  return {
    op: (ops[peak] as OpRecord).id,
    aliveBytes,
    usableBytes: all,
    ...(scale === undefined
      ? {}
      : { scale: { ...scale, most: Math.floor(scale.size * shareThatFits(refusal, work, machine)) } }),
    ...(savedBytes === 0 ? {} : { recompute: { savedBytes, macShare: forwardShare(ops), enough: enough(savedBytes) } }),
    ...(stepBytes === 0
      ? {}
      : { stream: { stepBytes, timeS: stepBytes / machine.host.bytesPerSecond, enough: enough(stateBytes) } }),
    more: {
      ...moreOf(Math.max(aliveBytes, refusal.bytes * machine.tiles), machine, scale?.chips),
      ...(scale?.name === 'batch' ? { joined: machine.links.mostChips } : {}),
    },
  };
}

/** Whether weights and states come from the host already. */
function isStreamed(ops: readonly OpRecord[]): boolean {
  return ops.some((op) => op.kind === 'collective' && op.attributes.function === 'from-host');
}

/** In one sentence's part. */
function remedySentence({ op, aliveBytes, usableBytes, scale, recompute, stream, more }: Remedies): string {
  const alone = (enough: boolean) => (enough ? '' : '; not enough alone');
  const ways = [
    ...(scale === undefined ? [] : [scaleSentence(scale)]),
    ...(recompute === undefined
      ? []
      : [
          `activations computed again in the backward pass, which is not simulated (saves ${recompute.savedBytes} bytes for one more forward, ` +
            `${Math.round(100 * recompute.macShare)} % more multiply-accumulates${alone(recompute.enough)})`,
        ]),
    ...(stream === undefined
      ? []
      : [
          `weights and states streamed from the host (${scale?.name === 'batch' ? '--stream states: ' : ''}${stream.stepBytes} bytes a step, ` +
            `${Number(stream.timeS.toPrecision(2))} s more${alone(stream.enough)})`,
        ]),
    `at least ${more.least} ${more.of}${dealt(more)}`,
  ];
  const size = `up to ${aliveBytes} bytes are alive at once (op ${op}), the tiles have ${usableBytes}`;
  return `${size}; what helps, by bytes alone: ${ways.join(', ')}`;
}

/** How the options of a command say it. */
function dealt({ of, least, joined = 0 }: Remedies['more']): string {
  return of === 'chips' && least <= joined
    ? ` (--chips ${least} --parallel pipeline, or tensor where the layers can be cut so)`
    : '';
}

function scaleSentence({ name, size, most }: Required<Remedies>['scale']): string {
  if (most > 0) return `${name} at most ${most} by bytes`;
  return size === 1 ? `no smaller ${name}, there is none` : `no smaller ${name}, what stays is too large alone`;
}

/** Bytes of chosen tensors that are alive during each op. */
function aliveOf(work: StepWork, chosen: (tensor: TensorRecord) => boolean): number[] {
  const live = liveBytes(work.ops, (tensor) => {
    const size = sizeOfTensor(work, tensor);
    return chosen(work.tensors.get(tensor) as TensorRecord) ? size : { ...size, bytes: 0 };
  });
  return live.map(({ states, values }) => states + values);
}

function isState({ role }: TensorRecord): boolean {
  return role === 'weight' || role === 'state';
}

/** The share of what scales that all ops' bytes leave room for, and the fullest tile of the op that was refused. */
function shareThatFits({ where, bytes, tableBytes }: DoesNotFit, work: StepWork, machine: TileMachine): number {
  const all = machine.tiles * usableBytes(machine);
  const fixed = aliveOf(work, (tensor) => isState(tensor) || tensor.role === 'dw');
  const alive = aliveOf(work, () => true);
  const shares = alive.map((each, i) => (all - (fixed[i] as number)) / (each - (fixed[i] as number)));
  const refused = work.ops.findIndex(({ id }) => where === id || where === `op ${id}`);
  const own = (fixed[refused] ?? 0) / machine.tiles + tableBytes;
  const onTile = bytes > own ? (usableBytes(machine) - own) / (bytes - own) : 0;
  return Math.max(0, Math.min(onTile, ...shares.filter((share) => !Number.isNaN(share))));
}

type Pass = 'forward' | 'backward' | 'update';

function passOf({ phase }: OpRecord): Pass {
  return phase === 'dgrad' || phase === 'wgrad' ? 'backward' : phase;
}

/** Tensors that a forward op makes and a later pass reads. */
function keptForBackward(ops: readonly OpRecord[]): Set<string> {
  const made = new Set(ops.filter((op) => passOf(op) === 'forward').map(({ output }) => output));
  const later = ops.filter((op) => passOf(op) !== 'forward').flatMap(({ inputs }) => inputs);
  return new Set(later.filter((tensor) => made.has(tensor)));
}

/**
 * Bytes of weights and states to and from the host: in for each pass that reads them and did not make them, out once
 * where a pass makes them for a later one or an update changes them.
 */
function streamedBytes(work: StepWork): number {
  const makers = new Map(work.ops.map((op) => [op.output, passOf(op)]));
  const readers = new Map<string, Set<Pass>>();
  const changed = new Set<string>();
  for (const op of work.ops) {
    for (const tensor of op.inputs) readers.set(tensor, (readers.get(tensor) ?? new Set()).add(passOf(op)));
    if (op.kind === 'update') for (const tensor of op.inputs.slice(0, -1)) changed.add(tensor);
  }
  let sum = 0;
  for (const [tensor, passes] of readers) {
    if (!isState(work.tensors.get(tensor) as TensorRecord)) continue;
    const { bytes, repeat } = sizeOfTensor(work, tensor);
    const ins = [...passes].filter((pass) => pass !== makers.get(tensor)).length;
    const out = changed.has(tensor) || (makers.has(tensor) && ins > 0) ? 1 : 0;
    sum += (ins + out) * bytes * repeat;
  }
  return sum;
}

/** Of the multiply-accumulates of all products and convolutions. */
function forwardShare(ops: readonly OpRecord[]): number {
  const macs = (some: readonly OpRecord[]) => some.reduce((sum, op) => sum + macsOf(op) * op.repeat, 0);
  return macs(ops.filter((op) => passOf(op) === 'forward')) / Math.max(1, macs(ops));
}

/** Multiply-accumulates of one op. */
export function macsOf(op: OpRecord): number {
  if (op.kind === 'gemm') return op.dims.batch * op.dims.m * op.dims.n * op.dims.k;
  if (op.kind !== 'convolution') return 0;
  const { images, height, width, kernel, inputChannels, outputChannels, groups } = op.dims;
  const outputs = images * windowsAlong(height, op.dims) * windowsAlong(width, op.dims) * outputChannels;
  return (outputs * kernel * kernel * inputChannels) / groups;
}

/** Tiles, where the machine's chip has more than are used and enough of them; else chips. */
function moreOf(bytes: number, machine: TileMachine, chips = 1): Remedies['more'] {
  const tiles = Math.max(machine.tiles + 1, Math.ceil(bytes / usableBytes(machine)));
  const chip = TILE_MACHINES.find(({ name }) => name === machine.name.split('+')[0]);
  if (chip !== undefined && tiles <= chip.tiles) return { of: 'tiles', least: tiles };
  const chipTiles = Math.max(chip?.tiles ?? 0, machine.tiles);
  return { of: 'chips', least: Math.ceil(tiles / chipTiles) * chips };
}
