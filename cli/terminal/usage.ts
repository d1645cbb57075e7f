/**
 * Wrong use as sentences: what the argument parser finds, and what it lets through (an option given twice,
 * without a value, or with text where a number belongs), in the words of every other error.
 */
import { InputError, shown } from '../../models/input-error.js';
import { shortened } from '../../models/plain-text.js';

/** Options and positionals that may be given more than once; their value is a list. */
const LISTS: readonly string[] = ['_', 'set', 'folders'];

/** Longest value that an error repeats. */
const MOST_TEXT = 60;

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * Checks what the parser made of each option against what was written.
 * @param parsed the parser's record of options; @param words the command line
 */
export function checkArguments(parsed: Readonly<Record<string, unknown>>, words: readonly string[]): void {
  if (parsed['--'] !== undefined) throw new InputError('--', 'arguments without a -- before them', 'one');
  for (const [name, value] of Object.entries(parsed)) {
    if (LISTS.includes(name)) continue;
    const [written, ...more] = writtenValues(name, words);
    if (written === undefined) continue;
    if (more.length > 0 && typeof value !== 'boolean') throw repeated(name, [written, ...more]);
    checkValue(name, value, written);
  }
}

/** Counted as written: the parser adds numbers up where a later one is 1. */
function repeated(name: string, written: readonly Written[]): InputError {
  const texts = written.map(({ text = '' }) => shortened(text, MOST_TEXT)).join(', ');
  return new InputError(`--${name}`, 'one value', `${written.length}: ${texts}`);
}

function checkValue(name: string, value: unknown, { text, joined }: Written): void {
  if (typeof value === 'boolean') {
    if (joined === 'yes') throw new InputError(`--${name}`, 'no value', shown(text));
    return;
  }
  if (text === undefined || text === '') throw new InputError(`--${name}`, 'a value', 'nothing');
  const isNumber = typeof value === 'number' || value === undefined;
  if (isNumber && !NUMBER.test(text)) throw new InputError(`--${name}`, 'a number', shown(text));
}

/** What stands after an option: `--name=text` (joined), or the word after `--name`. */
interface Written {
  readonly text: string | undefined;
  readonly joined: 'yes' | 'no';
}

function writtenValues(name: string, words: readonly string[]): Written[] {
  return words.flatMap((word, i) => (isOption(word, name) ? [written(word, words[i + 1])] : []));
}

function written(word: string, next: string | undefined): Written {
  const equals = word.indexOf('=');
  if (equals !== -1) return { text: word.slice(equals + 1), joined: 'yes' };
  return { text: next?.startsWith('--') === true ? undefined : next, joined: 'no' };
}

/** Whether an option stands among the words. */
export function isWritten(name: string, words: readonly string[]): boolean {
  return words.some((word) => isOption(word, name));
}

function isOption(word: string, name: string): boolean {
  return [`--${name}`, `-${name}`].includes(word.split('=', 1)[0] as string);
}

/** A command as errors name it. */
export interface Usage {
  /** As typed: `octile simulate`, or `octile` where no command is known. */
  readonly command: string;
  /** With its arguments: `octile simulate <trace>`. */
  readonly form: string;
  /** Of a group without one of them: what may stand behind it. */
  readonly actions?: readonly string[];
}

/** The parser's message as a sentence. @param words the command line */
export function usageError(message: string, usage: Usage, words: readonly string[]): InputError {
  const { command, form, actions } = usage;
  const help = `\`${command} --help\` shows ${command === 'octile' ? 'the commands' : 'an example'}`;
  const [unknown, missing, fewer] = [
    /^Unknown (?:arguments?|commands?): (.*)$/m,
    /^Missing required arguments?: (.*)$/m,
    /^Not enough non-option arguments: got (\d+)/m,
  ].map((pattern) => pattern.exec(message)?.[1]?.split(', ')[0]);
  if (unknown !== undefined && isWritten(unknown, words)) {
    return new InputError(`--${unknown}`, `an option of \`${command}\``, 'an unknown one', help);
  }
  if (command === 'octile') {
    return new InputError('COMMAND', 'a command', words[0] === undefined ? 'nothing' : shown(words[0]), help);
  }
  const stray = words[command.split(' ').length - 1];
  if (actions !== undefined) {
    return new InputError(
      command,
      `an action (${actions.join(', ')})`,
      stray === undefined ? 'nothing' : shown(stray),
      help,
    );
  }
  if (unknown !== undefined) return new InputError(command, `no more than \`${form}\``, shown(unknown), help);
  if (missing !== undefined && form === command && stray !== undefined && !stray.startsWith('-')) {
    return new InputError(command, 'options alone', shown(stray), `--${missing} is missing; ${help}`);
  }
  if (missing !== undefined) return new InputError(`--${missing}`, 'a value', 'nothing', help);
  if (fewer !== undefined) return new InputError(command, `\`${form}\``, 'no argument', help);
  return new InputError(command, `\`${form}\``, shown(message.replace(/\s+/g, ' ').trim()), help);
}
