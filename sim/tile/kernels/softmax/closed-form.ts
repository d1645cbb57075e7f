/** Softmax and its gradient by arithmetic on rows, blocks and pairs. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import {
  addLoop,
  calledWork,
  coissuedTrip,
  filledTrip,
  streamed,
  streams,
  type Trip,
  type Work,
} from '../shared/work.js';
import type { SoftmaxBackwardTask, SoftmaxCrossEntropyTask, SoftmaxTask } from './task.js';

const HALF = OPERAND_BYTES.fp16;

export function softmaxForm({ rows, keys, paddedKeys }: SoftmaxTask, machine: TileMachine): TileResult {
  const { softmax } = machine.programs;
  const block = softmax.elementsPerBlock;
  const ragged = keys % block;
  const room = Math.min(paddedKeys, Math.ceil(keys / block) * block);
  const zeroPairs = ragged === 0 ? 0 : Math.ceil(Math.max(0, room - keys - (ragged % 2)) / 2);
  const paddedBlocks = Math.max(0, Math.ceil((paddedKeys - Math.ceil(keys / block) * block) / block));
  return oneLaunch(softmax, machine, rows, (share) => {
    const work = calledWork(machine, softmax.setupSlots + share * softmax.rowSlots);
    addBlocks(work, share * Math.floor(keys / block), machine);
    addLoop(work, reading(2, softmax.maximumPairSlots, machine), share * Math.floor(ragged / 2));
    addLoop(work, updating(2, softmax.exponentialPairSlots, machine), share * Math.floor(ragged / 2));
    addLoop(work, updating(1, softmax.oddKeySlots, machine), share * (ragged % 2));
    addLoop(work, clearing(2, softmax.zeroPairSlots, machine), share * zeroPairs);
    return addLoop(work, clearing(block, softmax.paddedBlockSlots, machine), share * paddedBlocks);
  });
}

export function crossEntropyForm({ rows, classes }: SoftmaxCrossEntropyTask, machine: TileMachine): TileResult {
  const { softmax } = machine.programs;
  return oneLaunch(softmax, machine, rows, (share) => {
    const work = calledWork(machine, softmax.setupSlots + share * (softmax.rowSlots + softmax.lossRowSlots));
    return addBlocks(work, share * Math.ceil(classes / softmax.elementsPerBlock), machine);
  });
}

function addBlocks(work: Work, blocks: number, machine: TileMachine): Work {
  const { elementsPerBlock, maximumBlockSlots, exponentialBlockSlots } = machine.programs.softmax;
  addLoop(work, reading(elementsPerBlock, maximumBlockSlots, machine), blocks);
  return addLoop(work, updating(elementsPerBlock, exponentialBlockSlots, machine), blocks);
}

function reading(keys: number, slots: number, machine: TileMachine): Trip {
  return filledTrip(streamed(keys * HALF, 0, 0, machine), slots);
}

function updating(keys: number, slots: number, machine: TileMachine): Trip {
  return filledTrip(streamed(keys * HALF, 0, keys * HALF, machine), slots);
}

function clearing(keys: number, slots: number, machine: TileMachine): Trip {
  return filledTrip(streamed(0, 0, keys * HALF, machine), slots);
}

export function softmaxBackwardForm({ rows, keys }: SoftmaxBackwardTask, machine: TileMachine): TileResult {
  const { softmax } = machine.programs;
  const bytes = softmax.elementsPerBlock * HALF;
  const blocks = Math.ceil(keys / softmax.elementsPerBlock);
  const sum = coissuedTrip(streams(2, softmax.backwardSumFloats, 0, bytes, machine));
  const apply = coissuedTrip(streams(2, softmax.backwardApplyFloats, 1, bytes, machine));
  return oneLaunch(softmax, machine, rows, (share) => {
    const work = calledWork(machine, softmax.setupSlots + share * softmax.rowSlots);
    return addLoop(addLoop(work, sum, share * blocks), apply, share * blocks);
  });
}
