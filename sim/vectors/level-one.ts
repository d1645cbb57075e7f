/**
 * Level 1: every class of input at every place of a step. Operands alone and among ones, pairs of classes in one product
 * and in two, every accumulator beside products, every class of scale of every block.
 */
import type { DotProductUnit } from '../../models/units/unit.js';
import { type Bench, createBench } from './bench.js';
import { type InputClass, inputClasses } from './classes.js';
import { type Draft, emptyDraft, rowOf } from './draft.js';
import { drawOf } from './draw.js';
import type { RowSetting } from './level-two.js';
import type { VectorRow } from './row.js';

type Change = (draft: Draft) => void;

export function* levelOneRows(unit: DotProductUnit, { seed, k }: RowSetting): Generator<VectorRow> {
  const bench = createBench(unit, k);
  let number = 0;
  for (const { name, change } of changes(bench)) {
    const draft = emptyDraft(bench, drawOf(seed, 'classes', number), k ?? bench.whole);
    change(draft);
    yield rowOf(`1/${name}/${number}`, draft);
    number++;
  }
}

function* changes(bench: Bench): Generator<{ readonly name: string; readonly change: Change }> {
  for (const [name, rows] of [
    ['class-of-a', operandClasses(bench, 'a')],
    ['class-of-b', operandClasses(bench, 'b')],
    ['pair', productPairs(bench)],
    ['two-places', pairsOfPlaces(bench)],
    ['class-of-c', accumulatorClasses(bench)],
    ['class-of-scale', scaleClasses(bench)],
  ] as const) {
    for (const change of rows) yield { name, change };
  }
}

/** Alone, and among ones with an accumulator of one. */
function* operandClasses(bench: Bench, side: 'a' | 'b'): Generator<Change> {
  const other = side === 'a' ? 'b' : 'a';
  for (const { code } of inputClasses(bench[side].format)) {
    for (let place = 0; place < lengthOf(bench); place++) {
      yield (draft) => {
        draft[side][place] = code;
        draft[other][place] = bench[other].one;
      };
      yield (draft) => {
        fillWithOnes(bench, draft);
        draft[side][place] = code;
      };
    }
  }
}

/** A class of a times a class of b; the place goes round. */
function* productPairs(bench: Bench): Generator<Change> {
  let turn = 0;
  for (const [left, right] of pairsOf(inputClasses(bench.a.format), inputClasses(bench.b.format))) {
    const place = turn++ % lengthOf(bench);
    yield (draft) => {
      draft.a[place] = left.code;
      draft.b[place] = right.code;
      draft.c = turn % 2 === 0 ? 0 : bench.c.one;
    };
  }
}

/** Two classes of a in two products; the places go round. */
function* pairsOfPlaces(bench: Bench): Generator<Change> {
  const length = lengthOf(bench);
  let turn = 0;
  for (const [left, right] of pairsOf(inputClasses(bench.a.format), inputClasses(bench.a.format))) {
    const [first, second] = [
      turn % length,
      (turn + 1 + (Math.floor(turn / length) % Math.max(1, length - 1))) % length,
    ];
    turn++;
    yield (draft) => {
      draft.a[first] = left.code;
      draft.a[second] = right.code;
      draft.b[first] = bench.b.one;
      draft.b[second] = bench.b.one;
    };
  }
}

/** Each accumulator beside nothing, and beside each class of product of one and of the largest. */
function* accumulatorClasses(bench: Bench): Generator<Change> {
  for (const [{ code: c }, { code }] of pairsOf(inputClasses(bench.c.format), inputClasses(bench.a.format))) {
    yield (draft) => {
      draft.c = c;
      draft.a[0] = code;
      draft.b[0] = bench.b.one;
    };
  }
}

/** Each class in each block of each side, and every pair of classes. */
function* scaleClasses({ scale, ...bench }: Bench): Generator<Change> {
  if (scale === undefined) return;
  const blocks = Math.ceil(lengthOf(bench as Bench) / (bench.unit.blockScale?.block ?? 1));
  const classes = inputClasses(scale.format);
  for (let block = 0; block < blocks; block++) {
    for (const [left, right] of pairsOf(classes, classes)) {
      yield (draft) => {
        fillWithOnes(bench as Bench, draft);
        if (draft.scales === undefined) return;
        draft.scales.a[block] = left.code;
        draft.scales.b[block] = right.code;
      };
    }
  }
}

function lengthOf({ whole, k }: Bench): number {
  return k ?? whole;
}

function fillWithOnes({ a, b, c }: Bench, draft: Draft): void {
  draft.a.fill(a.one);
  draft.b.fill(b.one);
  draft.c = c.one;
}

function pairsOf(left: readonly InputClass[], right: readonly InputClass[]): [InputClass, InputClass][] {
  return left.flatMap((first) => right.map((second): [InputClass, InputClass] => [first, second]));
}
