/** What a schema found wrong, as the part of a sentence behind "expected": the one place that knows the checker's words. */
import type { z } from 'zod';
import { escaped } from '../models/plain-text.js';

type Issue = z.core.$ZodRawIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  undefined: 'nothing',
};

/** For schemas that do not say themselves what they expect. */
export function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? 'a value of another kind';
    case 'invalid_value':
      return `${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return limited(issue.origin, issue.inclusive === false ? 'above' : 'at least', Number(issue.minimum));
    case 'too_big':
      return limited(issue.origin, issue.inclusive === false ? 'below' : 'at most', Number(issue.maximum));
    case 'invalid_union':
      return alternatives(issue);
    case 'unrecognized_keys':
      return 'a known field';
    default:
      return 'a value that fits';
  }
}

function limited(origin: string, bound: string, limit: number): string {
  if (origin === 'string') {
    return bound === 'at least' && limit === 1 ? 'a text that is not empty' : `a text of ${bound} ${limit} characters`;
  }
  if (origin === 'array') return `a list of ${bound} ${limit} ${limit === 1 ? 'value' : 'values'}`;
  return `${KINDS[origin] ?? 'a number'} ${origin === 'int' || origin === 'number' ? '' : 'of '}${bound} ${limit}`;
}

function alternatives(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const { options } = issue;
  if (Array.isArray(options)) return `one of ${options.map((option) => escaped(String(option))).join(', ')}`;
  const found = issue.errors.map((errors) => errors[0]?.message ?? 'a value that fits');
  return [...new Set(found)].join(' or ');
}
