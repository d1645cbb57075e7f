/**
 * Speeds of whole programs that were published without cycle counts: what ran, on which chip, how fast, and what the
 * publication leaves open. Left out: cases with cycle counts, which come as files.
 */

/** A network's forward pass in fp16. */
interface PublishedNetwork {
  readonly kind: 'network';
  readonly network: string;
}

/** A product of square matrices, fp16 operands, fp32 partials. */
interface PublishedProduct {
  readonly kind: 'product';
  readonly side: number;
}

export interface PublishedRate {
  readonly name: string;
  readonly machine: string;
  readonly work: PublishedNetwork | PublishedProduct;
  /** Samples a second of a network, products a second of a product. */
  readonly perSecond: number;
  readonly source: string;
  /** What a reader must know of the comparison. */
  readonly open: readonly string[];
}

const C600 = 'Graphcore, application throughput of the C600, fp16 inference';
const BATCH = 'the batch is not published: the fastest of those tried';
const HOST = 'transfers from the host are not simulated';

export const PUBLISHED_RATES: readonly PublishedRate[] = [
  {
    name: 'C600 ResNet-50 inference',
    machine: 'ipu21',
    work: { kind: 'network', network: 'resnet50' },
    perSecond: 13_499,
    source: C600,
    open: [BATCH, HOST],
  },
  {
    name: 'C600 BERT inference',
    machine: 'ipu21',
    work: { kind: 'network', network: 'bert-base' },
    perSecond: 2867,
    source: C600,
    open: [BATCH, HOST, 'taken as BERT-base at 128 tokens: BERT-Large there would be 80 % of the peak'],
  },
  {
    name: 'C600 CLIP inference',
    machine: 'ipu21',
    work: { kind: 'network', network: 'clip-vit-b32' },
    perSecond: 7305,
    source: C600,
    open: [BATCH, HOST, 'taken as the image tower of ViT-B/32: ViT-L/14 there would be beyond the peak'],
  },
  {
    name: 'GC200 4096³, fp32 partials',
    machine: 'gc200',
    work: { kind: 'product', side: 4096 },
    perSecond: 1 / 1.896e-3,
    source: 'UCL, energy-efficiency-AI-sovereignty (2025): PopTorch, 1.896 ms at 1,330 MHz, mean of 20 runs',
    open: ['the time holds PopTorch’s changes of layout and a copy of the result'],
  },
];

/** Batches tried where none is published. */
export const TRIED_BATCHES: readonly number[] = [1, 2, 4, 8, 16, 32];
