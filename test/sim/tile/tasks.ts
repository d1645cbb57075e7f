/** Random tasks of every kind and machines of every sort, for property tests. */
import * as fc from 'fast-check';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/ipu21.js';
import type { TileMachine } from '../../../models/machines/machine.js';
import { OPERAND_WIDTHS, PARTIAL_WIDTHS } from '../../../sim/tile/amp-shape.js';
import type { TileTask } from '../../../sim/tile/task.js';
import {
  CAST_LAYOUTS,
  COEFFICIENT_PLACES,
  ELEMENT_GROUPS,
  GELU_OUTPUTS,
  GEMM_OUTPUTS,
  GEMM_STARTS,
  type GemmTask,
  NORM_FUSIONS,
} from '../../../sim/tile/tile-task.js';
import { ELEMENT_WISE_OPERATIONS } from '../../../sim/tile/vector-operations.js';

const upTo = (most: number) => fc.integer({ min: 1, max: most });
const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(...values);

export const gemmTasks: fc.Arbitrary<GemmTask> = fc.record({
  kind: fc.constant('gemm'),
  m: upTo(130),
  k: upTo(140),
  n: upTo(70),
  operands: oneOf(OPERAND_WIDTHS),
  partials: oneOf(PARTIAL_WIDTHS),
  output: oneOf(GEMM_OUTPUTS),
  coefficients: oneOf(COEFFICIENT_PLACES),
  start: oneOf(GEMM_STARTS),
});

const elementGroups = oneOf(ELEMENT_GROUPS);

export const tasks: fc.Arbitrary<TileTask> = fc.oneof(
  { weight: 4, arbitrary: gemmTasks },
  fc.record({
    kind: fc.constant('cast'),
    layout: oneOf(CAST_LAYOUTS),
    rows: upTo(200),
    width: upTo(250),
    from: oneOf(OPERAND_WIDTHS),
    to: oneOf(OPERAND_WIDTHS),
    elementGroups,
  }),
  fc.record({ kind: fc.constant('element-wise'), operation: oneOf(ELEMENT_WISE_OPERATIONS), elements: upTo(5000) }),
  fc.record({ kind: fc.constant('softmax-cross-entropy'), rows: upTo(20), classes: upTo(200) }),
  fc
    .record({ rows: upTo(20), keys: upTo(150), padding: fc.nat(60) })
    .map(({ rows, keys, padding }): TileTask => ({ kind: 'softmax', rows, keys, paddedKeys: keys + padding })),
  fc.record({ kind: fc.constant('layer-norm'), rows: upTo(4), width: upTo(300), fused: oneOf(NORM_FUSIONS) }),
  fc.record({ kind: fc.constant('layer-norm-statistics'), rows: upTo(4), width: upTo(300) }),
  fc.record({ kind: fc.constant('layer-norm-apply'), rows: upTo(9), width: upTo(300) }),
  fc.record({ kind: fc.constant('gelu'), elements: upTo(700), output: oneOf(GELU_OUTPUTS) }),
  fc.record({ kind: fc.constant('bias-gelu'), rows: upTo(9), width: upTo(300) }),
  fc.record({ kind: fc.constant('reduce'), elements: upTo(3000), partials: upTo(9), format: oneOf(PARTIAL_WIDTHS) }),
  fc.record({ kind: fc.constant('column-sum'), rows: upTo(60), columns: upTo(100), format: oneOf(PARTIAL_WIDTHS) }),
  fc.record({ kind: fc.constant('max-pool'), outputs: upTo(500), window: upTo(9) }),
  fc.record({ kind: fc.constant('copy'), bytes: upTo(20_000), elementGroups }),
  fc.record({ kind: fc.constant('gather'), pieces: upTo(60), bytesPerPiece: upTo(150), elementGroups }),
  fc.record({ kind: fc.constant('patch'), words: upTo(300) }),
  fc.record({
    kind: fc.constant('transpose'),
    rows: upTo(40),
    columns: upTo(100),
    bytesPerElement: oneOf([1, 2, 4]),
  }),
);

/** ipu21 with other workers, ports, panels, pipelines and constants. */
export const machines: fc.Arbitrary<TileMachine> = fc
  .record(
    {
      'tile.workers': upTo(9),
      'tile.loadBytes': oneOf([4, 8, 16]),
      'tile.interleavedLoadBytes': oneOf([16, 32]),
      'amp.outputChannels': oneOf([8, 16, 32]),
      'amp.coefficientBytes': oneOf([256, 512, 1024]),
      'amp.coefficientBanks': oneOf([1, 2]),
      'amp.inputBytesPerIssue': oneOf([4, 8, 16]),
      'amp.partialBytesPerIssue': oneOf([4, 8, 16]),
      'amp.pipelineSlots': fc.nat(12),
      'gemm.entrySlots': fc.nat(5),
      'gemm.panelSyncCycles': fc.nat(9),
      'gemm.idleWorkerSlots': fc.nat(3),
      'gemm.packedRowsPerBlock': upTo(20),
      'gemm.callCycles': fc.integer({ min: 20, max: 500 }),
      'launch.callCycles': fc.integer({ min: 20, max: 500 }),
      'programs.reduce.groupSlots': fc.nat(9),
    },
    { requiredKeys: [] },
  )
  .map((fields) => withFields(ipu21, fields as Record<string, number>, 'test'));
