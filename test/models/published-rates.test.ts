/** What published speeds are taken to be, by hand: which of the models of a name the peak allows. */
import { expect, it } from 'vitest';
import { ipu21 } from '../../models/machines/tiles/ipu21.js';
import { forwardMacs, layoutOf, lengthsOf } from '../../models/networks/layout.js';
import { network } from '../../models/networks/networks.js';
import { PUBLISHED_RATES } from '../../models/published-rates.js';

/** In fp16: 64 multiply-accumulates a tile-cycle, 1,472 tiles, 1.5 GHz (the machine's facts, A9). */
const PEAK = 64 * 1472 * 1.5e9;
const shareOfPeak = (name: string, perSecond: number) => {
  const graph = network(name, 'test');
  return (perSecond * forwardMacs(layoutOf(graph, 'once'), lengthsOf(graph, 1))) / PEAK;
};

it('BERT is BERT-base: BERT-Large at 128 tokens would be 80 % of the peak; CLIP is ViT-B/32: ViT-L/14 is beyond it', () => {
  expect(ipu21.tiles * ipu21.clockHz * 64).toBe(PEAK);
  expect(shareOfPeak('bert-large', 2867)).toBeCloseTo(0.8, 2);
  expect(shareOfPeak('vit-l14', 7305)).toBeGreaterThan(1);
  for (const { work, perSecond } of PUBLISHED_RATES) {
    if (work.kind === 'network') expect(shareOfPeak(work.network, perSecond)).toBeLessThan(0.5);
  }
});
