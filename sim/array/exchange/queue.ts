/** A queue of numbered entries: the least key first, the larger weight where keys are equal, then the lower number. */
export interface Queue {
  push(entry: number, key: number, weight: number): void;
  pop(): number | undefined;
  /** The least key. */
  peek(): number | undefined;
}

interface Entry {
  readonly entry: number;
  readonly key: number;
  readonly weight: number;
}

export function createQueue(): Queue {
  const heap: Entry[] = [];
  return {
    push: (entry, key, weight) => {
      heap.push({ entry, key, weight });
      rise(heap, heap.length - 1);
    },
    pop: () => {
      const [first] = heap;
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return first.entry;
    },
    peek: () => heap[0]?.key,
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  if (a.key !== b.key) return a.key < b.key;
  if (a.weight !== b.weight) return a.weight > b.weight;
  return a.entry < b.entry;
}

function rise(heap: Entry[], from: number): void {
  let at = from;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!isBefore(heap[at] as Entry, heap[above] as Entry)) return;
    swap(heap, at, above);
    at = above;
  }
}

function sink(heap: Entry[]): void {
  let at = 0;
  for (;;) {
    let least = at;
    for (const below of [2 * at + 1, 2 * at + 2]) {
      if (below < heap.length && isBefore(heap[below] as Entry, heap[least] as Entry)) least = below;
    }
    if (least === at) return;
    swap(heap, at, least);
    at = least;
  }
}

function swap(heap: Entry[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b] as Entry, heap[a] as Entry];
}
