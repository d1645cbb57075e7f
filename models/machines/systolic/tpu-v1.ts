/**
 * Google's first Tensor Processing Unit. Source: Jouppi et al. 2017, "In-Datacenter Performance Analysis of a
 * Tensor Processing Unit", ISCA 2017, section 2 and figure 1. Its operands are 8-bit integers.
 * Left out: activation pipeline, host interface, the instructions.
 */
import { documented } from '../../fact.js';
import { systolicMachine } from './systolic-machine.js';

const TPU = 'Jouppi et al., ISCA 2017, section 2';

export const tpuV1 = systolicMachine(
  'tpu-v1',
  'Google TPU v1: 256 × 256 8-bit multiply-accumulates, weights stationary',
  {
    clockHz: documented(700_000_000, `${TPU}: 700 MHz`),
    array: {
      rows: documented(256, `${TPU}: a matrix multiply unit of 256 × 256 MACs`),
      columns: documented(256, `${TPU}: a matrix multiply unit of 256 × 256 MACs`),
      dataflow: 'weight-stationary',
      operands: ['int8'],
      partialBytes: documented(4, `${TPU}: accumulators of 32 bits`),
    },
    buffers: {
      inputBytes: documented(24 * 2 ** 20, `${TPU}: Unified Buffer of 24 MiB`),
      weightBytes: documented(4 * 64 * 2 ** 10, `${TPU}: weight FIFO, four tiles of 64 KiB deep`),
      outputBytes: documented(4 * 2 ** 20, `${TPU}: 4 MiB of 32-bit accumulators`),
    },
    memory: { bytesPerSecond: documented(30_000_000_000, `${TPU}: weight memory, 30 GB/s`) },
  },
);
