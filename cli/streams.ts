/**
 * Line streams: one answer line per input line, in order, in large writes. A bad line ends the stream
 * with its number; the answers before it have been written.
 */
import { once } from 'node:events';
import { InputError } from '../models/input-error.js';

/** Longest line that is accepted, in characters. */
export const MAX_LINE_LENGTH = 1 << 20;

/** @param answer from a line (without its end) and its number, counted from 1, to the answer's text */
export async function answerLines(
  input: AsyncIterable<Buffer | string>,
  output: NodeJS.WritableStream,
  answer: (line: string, lineNumber: number) => string,
): Promise<void> {
  let rest = '';
  let lineNumber = 0;
  const answerAll = async (lines: readonly string[]) => {
    const answers: string[] = [];
    try {
      for (const line of lines)
        answers.push(`${answer(line.endsWith('\r') ? line.slice(0, -1) : line, ++lineNumber)}\n`);
    } finally {
      if (answers.length > 0 && !output.write(answers.join(''))) await once(output, 'drain');
    }
  };
  for await (const chunk of input) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_LENGTH) {
      throw new InputError(
        `standard input line ${lineNumber + lines.length + 1}`,
        `at most ${MAX_LINE_LENGTH} characters`,
        'more',
      );
    }
    await answerAll(lines);
  }
  if (rest !== '') await answerAll([rest]);
}
