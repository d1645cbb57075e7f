/**
 * Softmax of rows in parts: the passes of softmax of whole rows, each a launch of its own, a row to a worker. Slots of a
 * block of 16 keys: maximum 9, exponentials 32, product with the sum's inverse 8 (4 loads, 4 stores); a row 20 in each, and
 * one for each partial maximum or sum.
 * Not measured: blocks are those of the measured kernel; that its passes can be called apart is assumed.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import {
  type Bundle,
  controlBundles,
  loop,
  memoryBundle,
  once,
  repeat,
  type TileProgram,
} from '../../engines/program.js';
import { accesses, coissuedBundles, filledBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { SoftmaxPartTask } from './task.js';

export function softmaxPartProgram(task: SoftmaxPartTask, machine: TileMachine): TileProgram {
  const { softmax: setup } = machine.programs;
  const row = [
    once(controlBundles(setup.rowSlots)),
    loop(partialBundles(machine), 'parts' in task ? task.parts : 0),
    loop(blockBundles(task.kind, machine), Math.ceil(task.keys / setup.elementsPerBlock)),
  ];
  return oneLaunchProgram(
    {
      name: task.kind,
      setup,
      elements: { logits: 0, partials: 0 },
      items: task.rows,
      blocks: (rows) => [repeat(row, rows)],
    },
    machine,
  );
}

/** A partial maximum or sum, a float. */
function partialBundles(machine: TileMachine): Bundle[] {
  const loads = accesses('read', 'partials', OPERAND_BYTES.fp32, machine).map((load) => memoryBundle(load));
  const { partSlots } = machine.programs.softmax;
  return [...loads, ...controlBundles(Math.max(0, partSlots - loads.length))];
}

function blockBundles(kind: SoftmaxPartTask['kind'], machine: TileMachine): Bundle[] {
  const { elementsPerBlock, maximumBlockSlots, exponentialBlockSlots, scaleFloats } = machine.programs.softmax;
  const bytes = elementsPerBlock * OPERAND_BYTES.fp16;
  const [loads, stores] = [
    accesses('read', 'logits', bytes, machine),
    accesses('write', 'logits', bytes, machine),
  ] as const;
  switch (kind) {
    case 'softmax-maximum':
      return filledBundles(loads, maximumBlockSlots);
    case 'softmax-exponential':
      return filledBundles([...loads, ...stores], exponentialBlockSlots);
    case 'softmax-scale':
      return coissuedBundles({ loads, floats: scaleFloats, stores });
  }
}
