/** The networks that `train` knows by name. The last layer's outputs are the classes. */
import { InputError, shown } from '../input-error.js';
import type { NetworkRecord } from './network.js';

const relu = { kind: 'relu' } as const;

export const NETWORKS: readonly NetworkRecord[] = [
  {
    name: 'mlp',
    summary: '784-512-512-512-10, ReLU; four GEMM layers',
    input: { channels: 1, height: 28, width: 28 },
    layers: [
      { kind: 'linear', outputs: 512 },
      relu,
      { kind: 'linear', outputs: 512 },
      relu,
      { kind: 'linear', outputs: 512 },
      relu,
      { kind: 'linear', outputs: 10 },
    ],
  },
  {
    name: 'cnn',
    summary: '3×3 convolutions of 16 and 32 channels with ReLU and 2×2 max-pooling, then 128 and 10 outputs',
    input: { channels: 1, height: 28, width: 28 },
    layers: [
      { kind: 'conv', channels: 16, kernel: 3 },
      relu,
      { kind: 'max-pool', size: 2 },
      { kind: 'conv', channels: 32, kernel: 3 },
      relu,
      { kind: 'max-pool', size: 2 },
      { kind: 'linear', outputs: 128 },
      relu,
      { kind: 'linear', outputs: 10 },
    ],
  },
];

/** @param where what an error names */
export function network(name: string, where: string): NetworkRecord {
  const found = NETWORKS.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw new InputError(where, `a network (${NETWORKS.map((candidate) => candidate.name).join(', ')})`, shown(name));
}
