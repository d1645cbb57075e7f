/**
 * A text as characters, to learn the next one from those before it. Its first nine tenths train, the rest tests; the
 * vocabulary is that of all of it, in the order of code points (as nanoGPT's data/shakespeare_char/prepare.py). An epoch
 * cuts the text into windows that do not overlap, each epoch from another first character; windows of the test start at
 * its first. Left out: pieces of words as tokens.
 */
import { InputError } from '../../models/input-error.js';
import { randomUnit, streamOf } from '../../runtime/random.js';
import { type Dataset, PARTS, type Part } from './dataset.js';
import { unpacked } from './unpacked.js';

/** Labels are bytes. */
const MOST_CHARACTERS = 256;
/** Of a file. */
const MOST_BYTES = 2 ** 26;
const TRAIN_SHARE = 0.9;

/** What reads a text. */
export interface TextReading {
  /** Characters of an example. */
  readonly sequence: number;
  readonly seed: number;
}

/** @throws InputError for a file that is not UTF-8, too short for two windows, or of more than 256 or of one character */
export function loadText(path: string, reading: TextReading): Dataset {
  const bytes = unpacked(path, MOST_BYTES);
  try {
    return textDataset(new TextDecoder('utf-8', { fatal: true }).decode(bytes), reading, path);
  } catch (error) {
    if (error instanceof TypeError) throw new InputError(path, 'text in UTF-8', 'another encoding, or no text');
    throw error;
  }
}

/** @param where what an error names */
export function textDataset(text: string, { sequence, seed }: TextReading, where: string): Dataset {
  const { classes, numbers } = numbered(text, where);
  const cut = Math.floor(TRAIN_SHARE * numbers.length);
  const parts: Readonly<Record<Part, Uint8Array>> = { train: numbers.subarray(0, cut), test: numbers.subarray(cut) };
  // The last window of each part has a character behind it; training windows may start up to a window later.
  const sizes = {
    train: Math.floor(parts.train.length / sequence) - 1,
    test: Math.floor((parts.test.length - 1) / sequence),
  };
  const short = PARTS.find((part) => sizes[part] < 1);
  if (short !== undefined) {
    const least = short === 'train' ? 2 * sequence : sequence + 1;
    throw new InputError(
      where,
      `at least ${least} characters to ${short}, for windows of ${sequence}`,
      String(parts[short].length),
    );
  }
  return {
    name: 'text',
    shape: ['sequence'],
    classes,
    labelled: 'character',
    labels: sequence,
    sizes,
    batch(part, windows, { epoch }) {
      const first = part === 'test' ? 0 : Math.floor(sequence * randomUnit(seed, streamOf('windows'), epoch));
      return windowBatch(parts[part], { sequence, first }, windows);
    },
  };
}

/** Each character's place in the vocabulary. */
function numbered(text: string, where: string): { readonly classes: number; readonly numbers: Uint8Array } {
  const known = new Set<string>();
  let length = 0;
  for (const character of text) {
    known.add(character);
    length += 1;
  }
  const vocabulary = [...known].sort((a, b) => pointOf(a) - pointOf(b));
  if (vocabulary.length < 2 || vocabulary.length > MOST_CHARACTERS) {
    const remedy = vocabulary.length < 2 ? undefined : 'replace rare ones';
    throw new InputError(where, `2 to ${MOST_CHARACTERS} different characters`, String(vocabulary.length), remedy);
  }
  const places = new Map(vocabulary.map((character, place) => [character, place]));
  const numbers = new Uint8Array(length);
  let at = 0;
  for (const character of text) numbers[at++] = places.get(character) as number;
  return { classes: vocabulary.length, numbers };
}

function pointOf(character: string): number {
  return character.codePointAt(0) as number;
}

/** Windows by number; of each character the one behind it is the label. */
function windowBatch(
  text: Uint8Array,
  { sequence, first }: { readonly sequence: number; readonly first: number },
  windows: ArrayLike<number>,
) {
  const size = windows.length;
  const [inputs, labels] = [new Float32Array(size * sequence), new Uint8Array(size * sequence)];
  for (let i = 0; i < size; i++) {
    const from = first + (windows[i] as number) * sequence;
    inputs.set(text.subarray(from, from + sequence), i * sequence);
    labels.set(text.subarray(from + 1, from + 1 + sequence), i * sequence);
  }
  return { size, inputs, labels };
}
