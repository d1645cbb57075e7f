/** A step told to two recorders. */
import type { OpRecorder } from '../ops/emit.js';

export function bothRecorders(first: OpRecorder, second: OpRecorder): OpRecorder {
  return {
    tensor(tensor, arithmetic) {
      first.tensor(tensor, arithmetic);
      second.tensor(tensor, arithmetic);
    },
    op(record) {
      first.op(record);
      second.op(record);
    },
  };
}
