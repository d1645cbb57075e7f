/**
 * Line streams: one answer line per input line, in order. Lines are answered in the blocks in which they
 * arrive, so a program that waits for each answer gets it. A bad line ends the stream with its number; the
 * answers before it have been written.
 */
import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { InputError } from '../../models/input-error.js';
import { kindOf } from '../../records/place.js';
import {
  type AnswerLine,
  type LineBlock,
  lineName,
  linesOf,
  NEVER_AT_ONCE,
  type StreamAnswers,
} from '../../stages/streams/line-block.js';

/** Longest line that is accepted, in bytes. */
const MAX_LINE_LENGTH = 1 << 20;

const NEWLINE = 10;
const MARK = Buffer.from('\ufeff');

/** Answers each line on its own. */
export async function answerLines(
  input: AsyncIterable<Buffer | string>,
  output: NodeJS.WritableStream,
  line: AnswerLine,
): Promise<void> {
  await answerStream(input, output, { block: NEVER_AT_ONCE, line });
}

/** Answers whole blocks at once where that is possible, else line by line. */
export async function answerStream(
  input: AsyncIterable<Buffer | string>,
  output: NodeJS.WritableStream,
  answers: StreamAnswers,
): Promise<void> {
  const write = async (text: Buffer | string) => {
    if (text.length > 0 && !output.write(text)) await once(output, 'drain');
  };
  for await (const block of lineBlocks(withoutMark(input))) {
    const together = answers.block(block);
    if (together !== undefined) {
      await write(together);
      continue;
    }
    const { text, error } = lineByLine(block, answers.line);
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

async function* lineBlocks(input: AsyncIterable<Buffer>): AsyncGenerator<LineBlock> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let firstLine = 1;
  for await (const bytes of input) {
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

/** The input without a byte-order mark at its beginning. @throws InputError for a folder on standard input */
async function* withoutMark(input: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  if (input === process.stdin) checkInput();
  let isFirst = true;
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    yield isFirst && bytes.subarray(0, MARK.length).equals(MARK) ? bytes.subarray(MARK.length) : bytes;
    isFirst = false;
  }
}

/** A folder reads as nothing at all. */
function checkInput(): void {
  const status = fstatSync(process.stdin.fd);
  if (status.isDirectory()) throw new InputError('standard input', 'lines', kindOf(status));
}

function checkLength(bytes: number, line: number): void {
  if (bytes <= MAX_LINE_LENGTH) return;
  throw new InputError(lineName(line), `at most ${MAX_LINE_LENGTH} characters`, 'more');
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
