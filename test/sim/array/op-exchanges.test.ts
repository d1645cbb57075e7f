/**
 * What holds of the stages of every op of whole networks: no more tiles work than there are, what is sent arrives, the
 * busiest tile receives no less than the mean, and SRAM is read for what is sent and written for what is received.
 */
import { describe, expect, it } from 'vitest';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { network } from '../../../models/networks/networks.js';
import { exchangeCounts } from '../../../sim/array/exchange/phase.js';
import { layOut } from '../../../sim/array/layout.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import { loweredTrace } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';

const KINDS = new Set<string>();

/** Every kind of op that networks have is in one of these. */
const WORK = [
  ['resnet32', 'training', 8],
  ['efficientnet-b0', 'training', 2],
  ['transformer-base', 'training', 1],
  ['llama-2-7b', 'inference', 1],
] as const;

describe.each(WORK)('%s, %s at batch %i', (name, pass, batch) => {
  const options = { network: network(name, 'test'), recipe: recipe('fp16', {}, 'test'), unit: 'ipu21-amp' } as const;
  // More memory than the chip has: what is asked here is what moves, not what fits.
  const machine = { ...ipu21, tile: { ...ipu21.tile, sramBytes: 2 ** 30 } };
  const trace = loweredTrace({ ...options, pass, optimiser: { kind: 'adamw' }, batch, toolVersion: '0' }, 'test');
  const { ops: laid } = layOut(trace, machine);

  it('moves what it says', () => {
    for (const { context, stages } of laid) {
      const { op } = context;
      KINDS.add(op.kind);
      for (const { exchange, work } of stages) {
        const { receivedBytesPerTile, sentBytes, receivedBytes } = exchange;
        expect(Number.isInteger(receivedBytes) && Number.isInteger(sentBytes), op.id).toBe(true);
        expect(sentBytes, op.id).toBeLessThanOrEqual(receivedBytes);
        expect(receivedBytes, op.id).toBeLessThanOrEqual(receivedBytesPerTile * machine.tiles);
        expect(exchangeCounts(exchange)).toMatchObject({ sramReadBytes: sentBytes, sramWriteBytes: receivedBytes });
        const tiles = work.reduce((sum, each) => sum + each.tiles, 0);
        expect(tiles, op.id).toBeLessThanOrEqual(machine.tiles);
        for (const { task } of work) expect(closedForm(task, machine).cycles, op.id).toBeGreaterThan(0);
      }
    }
  });
});

it('these networks have convolutions, norms, softmax, windows, embeddings and products', () => {
  for (const kind of ['gemm', 'convolution', 'norm', 'softmax', 'pool', 'embedding', 'element-wise', 'update'])
    expect(KINDS).toContain(kind);
});
