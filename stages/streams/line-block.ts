/** Lines of a stream, as they arrive and as they are answered: one answer line for each, in order. */

/** Whole lines, with their ends, as they arrived together. */
export interface LineBlock {
  readonly bytes: Buffer;
  /** Counted from 1. */
  readonly firstLine: number;
}

/** The answer to a line (without its end) with its number, counted from 1. May refuse it with an InputError. */
export type AnswerLine = (line: string, lineNumber: number) => string;

/** The answers to a block at once, or undefined where it has to be answered line by line. */
export type AnswerBlock = (block: LineBlock) => Buffer | undefined;

/** Leaves every block to be answered line by line. */
export const NEVER_AT_ONCE: AnswerBlock = () => undefined;

/** A stream's two ways: a plain one that also words the errors, and a fast one for blocks with nothing unusual. */
export interface StreamAnswers {
  readonly block: AnswerBlock;
  readonly line: AnswerLine;
}

/** A line as errors name it. */
export function lineName(lineNumber: number): string {
  return `standard input line ${lineNumber}`;
}

/** The lines of a block without their ends. */
export function linesOf({ bytes }: LineBlock): string[] {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}
