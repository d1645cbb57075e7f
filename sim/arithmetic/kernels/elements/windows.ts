/** Windows over images in the kernels: patches, their sums, pooling. A work unit is an image. */
import { STORAGE_FORMATS } from '../../../../models/recipes/storage.js';
import { POOL_FUNCTIONS } from '../../../../records/trace/op.js';
import {
  type ChannelRange,
  type Elements,
  type GatherRequest,
  type PoolRequest,
  type ScatterRequest,
  type StoredElements,
  sidesOf,
  type WindowDims,
  windowsIn,
} from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { JobRecord } from '../host/records.js';
import { roundValues } from './element-wise.js';
import { placed, roomFor, taken, takenLike } from './place.js';
import { Pooling, Windows } from './records.js';

export function gatherPatches(host: KernelHost, { images, dims, range }: GatherRequest): Elements {
  host.arena.clear();
  const length = windowsIn(dims) * dims.kernel * dims.kernel * range.taken;
  const patches = host.arena.allocate(length * images.BYTES_PER_ELEMENT);
  const job = host.arena.record(Windows, {
    ...windowsOf(dims, range),
    image: host.arena.copy(images),
    codeBytes: images.BYTES_PER_ELEMENT,
    patches,
  });
  host.run('gatherUnit', job, dims.images);
  return takenLike(host, patches, images, length);
}

/** `undefined` for patches of a format that the kernels do not have. */
export function scatterPatches(host: KernelHost, { groups, format, dims }: ScatterRequest): Elements | undefined {
  const stored = STORAGE_FORMATS.find((name) => name === format);
  if (stored === undefined) return undefined;
  const { arena, run } = host;
  const { images, height, width, channels } = dims;
  const length = images * height * width * channels;
  arena.clear();
  const output = roomFor(host, stored, length);
  const sums = arena.allocate(length * 4);
  arena.bytes(sums, length * 4).fill(0);
  const count = channels / groups.length;
  for (const [group, codes] of groups.entries()) {
    const patches = placed(host, { codes, format: stored });
    const job = arena.record(Windows, {
      ...windowsOf(dims, { channels, from: group * count, taken: count }),
      image: sums,
      patches: patches.address,
      patchesStored: patches.stored,
    });
    run('scatterUnit', job, images);
  }
  roundValues(host, sums, length, output);
  return taken(host, output, stored, length);
}

export function pool(host: KernelHost, { function: applied, inputs, dims, into }: PoolRequest): Elements {
  const { arena } = host;
  const { images, height, width, channels } = dims;
  const isBack = applied.endsWith('-backward');
  const [first, second] = inputs as readonly [StoredElements, StoredElements?];
  const [x, dy] = applied === 'average-backward' ? [undefined, first] : [first, second];
  const length = isBack ? images * height * width * channels : windowsIn(dims) * channels;
  arena.clear();
  const output = roomFor(host, into, length);
  const [from, gradients] = [placed(host, x), placed(host, dy)];
  const job = arena.record(Pooling, {
    windows: arena.record(Windows, windowsOf(dims, { channels, from: 0, taken: channels })),
    applied: POOL_FUNCTIONS.indexOf(applied),
    x: from.address,
    xStored: from.stored,
    dy: gradients.address,
    dyStored: gradients.stored,
    output: output.address,
    outputStored: output.stored,
    sums: isBack ? arena.allocate(host.threads * (height * width * channels + SPARE_SUMS) * 4) : 0,
  });
  host.run('poolUnit', job, images);
  return taken(host, output, into, length);
}

/** The sums of each thread begin at a multiple of four. */
const SPARE_SUMS = 3;

function windowsOf(dims: WindowDims, { channels, from, taken: count }: ChannelRange): JobRecord<Windows> {
  const { height, width, kernel, stride, padding, dilation = 1 } = dims;
  const [rows, columns] = sidesOf(dims);
  return {
    height,
    width,
    rows,
    columns,
    kernel,
    stride,
    padding,
    dilation,
    channels,
    from,
    taken: count,
    image: 0,
    codeBytes: 0,
    patches: 0,
    patchesStored: 0,
  };
}
