/** One case of the comparison of the tile's three engines: the result as a line, and whether all three agree. */
import { isDeepStrictEqual } from 'node:util';
import { closedForm } from '../sim/tile/closed-form/closed-form.js';
import { countTile } from '../sim/tile/counted.js';
import { createTile, runTile } from '../sim/tile/stepped.js';
import { programOf } from '../sim/tile/task.js';
import { tileCase } from './tile-cases.js';

export function closedFormCase(index: number): { line: string; equal: boolean } {
  const { task, machine } = tileCase(index);
  const program = programOf(task, machine);
  const counted = countTile(program);
  const formed = closedForm(task, machine);
  const stepped = runTile(createTile(program, machine));
  const equal = isDeepStrictEqual(formed, counted) && isDeepStrictEqual(formed, stepped);
  return { line: JSON.stringify({ index, task, equal, ...formed }), equal };
}
