/** The unit of every numeric field of a systolic array, in the record's order: its range follows from it. */
import type { UnitsOf } from '../units.js';
import type { SystolicNumbers } from './systolic-machine.js';

export const SYSTOLIC_FIELDS: UnitsOf<SystolicNumbers> = {
  clockHz: 'hertz',
  array: { rows: 'count', columns: 'count', partialBytes: 'accessBytes' },
  buffers: { inputBytes: 'bytes', weightBytes: 'bytes', outputBytes: 'bytes' },
  memory: { bytesPerSecond: 'bytes' },
};
