/**
 * Every way and split of a convolution that the planner compares: channels in every number of parts, positions over the
 * tiles that are left; what gives no smaller part is left out.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { fewestParts, numbersOfParts, windowsOf } from './axis-parts.js';
import type { ConvolutionWay } from './block.js';
import { type ConvolutionShape, isDepthwise } from './shape.js';
import { type ConvolutionSplit, channelGrains, imageAxes } from './split.js';

/** @param rounds of each split */
export function splitsOf(shape: ConvolutionShape, rounds: number, machine: TileMachine): ConvolutionSplit[] {
  return waysOf(shape).flatMap((way) => [...splitsOfWay(shape, way, rounds, machine)]);
}

function waysOf(shape: ConvolutionShape): ConvolutionWay[] {
  const { direction, kernel, padding, groups } = shape;
  const vectors: ConvolutionWay[] = isDepthwise(shape) ? ['vectors'] : [];
  if (direction === 'wgrad') return isDepthwise(shape) ? vectors : ['product'];
  if (kernel === 1 && padding === 0 && !isDepthwise(shape)) return ['product'];
  return direction === 'forward' && groups === 1 ? [...vectors, 'windows', 'patches'] : [...vectors, 'windows'];
}

function* splitsOfWay(
  shape: ConvolutionShape,
  way: ConvolutionWay,
  rounds: number,
  machine: TileMachine,
): Generator<ConvolutionSplit> {
  const grains = channelGrains(shape, way, machine);
  const { vertical, horizontal } = imageAxes(shape);
  const written =
    shape.direction === 'dgrad' ? [shape.height, shape.width] : [windowsOf(vertical), windowsOf(horizontal)];
  const [rows, columns] = written as [number, number];
  const { tiles } = machine;
  for (const splitGroups of numbersOfParts(Math.ceil(shape.groups / grains.groups), tiles)) {
    for (const splitWritten of numbersOfParts(Math.ceil(shape.written / grains.written), tiles / splitGroups)) {
      const channels = splitGroups * splitWritten;
      for (const splitRead of numbersOfParts(Math.ceil(shape.read / grains.read), tiles / channels)) {
        const left = rounds * Math.floor(tiles / (channels * splitRead));
        for (const splitImages of numbersOfParts(shape.images, left)) {
          const splitHeight = fewestParts(rows, Math.floor(left / splitImages));
          const splitWidth = fewestParts(columns, Math.floor(left / (splitImages * splitHeight)));
          if (splitImages * splitHeight * splitWidth < rounds) continue;
          yield { way, splitImages, splitHeight, splitWidth, splitGroups, splitWritten, splitRead, rounds };
        }
      }
    }
  }
}
