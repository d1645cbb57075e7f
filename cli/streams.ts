/**
 * Line streams: one answer line per input line, in order. Lines are answered in the blocks in which they
 * arrive, so a program that waits for each answer gets it. A bad line ends the stream with its number; the
 * answers before it have been written.
 */
import { once } from 'node:events';
import { InputError } from '../models/input-error.js';

/** Longest line that is accepted, in bytes. */
export const MAX_LINE_LENGTH = 1 << 20;

const NEWLINE = 10;

/** Whole lines, with their ends, as they arrived together. */
export interface LineBlock {
  readonly bytes: Buffer;
  /** Counted from 1. */
  readonly firstLine: number;
}

/** The answer to a line (without its end) with its number, counted from 1. */
export type AnswerLine = (line: string, lineNumber: number) => string;

/** @param answer may refuse a line with an InputError */
export async function answerLines(
  input: AsyncIterable<Buffer | string>,
  output: NodeJS.WritableStream,
  answer: AnswerLine,
): Promise<void> {
  await answerBlocks(input, output, () => undefined, answer);
}

/**
 * As answerLines, for streams with a fast way: `answerBlock` answers a whole block at once, or returns
 * undefined, and then the block is answered line by line.
 */
export async function answerBlocks(
  input: AsyncIterable<Buffer | string>,
  output: NodeJS.WritableStream,
  answerBlock: (block: LineBlock) => Buffer | string | undefined,
  answer: AnswerLine,
): Promise<void> {
  const write = async (answers: Buffer | string) => {
    if (answers.length > 0 && !output.write(answers)) await once(output, 'drain');
  };
  for await (const block of lineBlocks(input)) {
    const answers = answerBlock(block);
    if (answers !== undefined) {
      await write(answers);
      continue;
    }
    const { text, error } = lineByLine(block, answer);
    await write(text);
    if (error !== undefined) throw error;
  }
}

/** The answers up to the first line that is refused, and what it was refused with. */
function lineByLine(block: LineBlock, answer: AnswerLine): { text: string; error?: unknown } {
  const answers: string[] = [];
  try {
    linesOf(block).forEach((line, i) => {
      answers.push(`${answer(line, block.firstLine + i)}\n`);
    });
  } catch (error) {
    return { text: answers.join(''), error };
  }
  return { text: answers.join('') };
}

/** The lines of a block without their ends. */
export function linesOf({ bytes }: LineBlock): string[] {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

async function* lineBlocks(input: AsyncIterable<Buffer | string>): AsyncGenerator<LineBlock> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let firstLine = 1;
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    checkLength(pendingBytes + (end === 0 ? bytes.length : bytes.indexOf(NEWLINE)), firstLine);
    if (end > 0) {
      const block = { bytes: Buffer.concat([...pending, bytes.subarray(0, end)]), firstLine };
      yield block;
      firstLine += countLines(block.bytes);
      [pending, pendingBytes] = [[], 0];
    }
    pending.push(bytes.subarray(end));
    pendingBytes += bytes.length - end;
  }
  if (pendingBytes > 0) yield { bytes: Buffer.concat(pending), firstLine };
}

function checkLength(bytes: number, line: number): void {
  if (bytes <= MAX_LINE_LENGTH) return;
  throw new InputError(`standard input line ${line}`, `at most ${MAX_LINE_LENGTH} characters`, 'more');
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
