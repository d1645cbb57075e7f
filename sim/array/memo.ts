/**
 * Results remembered by a list of numbers and closed-set words: a tree with one level for each, so that no text is made
 * of them. Left out: forgetting; a memory lives as long as the run, or the program, that holds it.
 */
export type MemoKey = readonly (number | string | boolean | undefined)[];

export interface Memo<Value> {
  /** The remembered value, or the one that is made now. */
  readonly of: (key: MemoKey, make: () => Value) => Value;
}

interface Level {
  readonly next: Map<MemoKey[number], Level>;
  value?: { readonly is: unknown };
}

export function createMemo<Value>(): Memo<Value> {
  const root: Level = { next: new Map() };
  return {
    of(key, make) {
      let level = root;
      for (const part of key) {
        let next = level.next.get(part);
        if (next === undefined) {
          next = { next: new Map() };
          level.next.set(part, next);
        }
        level = next;
      }
      level.value ??= { is: make() };
      return level.value.is as Value;
    },
  };
}
