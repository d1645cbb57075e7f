/**
 * Records that people write: YAML or JSON, told by the file's name. Of YAML what JSON can say too, with anchors; no
 * tags, one document. Source: YAML 1.2.2, core schema.
 */
import { type Document, isMap, isNode, isScalar, parseDocument, visit, type YAMLMap } from 'yaml';
import { InputError, shown } from '../models/input-error.js';
import { readText } from './folder.js';
import { parseJson, withoutMark } from './json.js';
import { MOST_DEPTH, tooDeep, twice } from './json-text.js';

/** Largest file that a person may write, in bytes. */
const MAX_WRITTEN_BYTES = 2 ** 20;
/** Most lists and objects that aliases stand for. */
const MOST_ALIASED = 10;

const WRITTEN_FILE = /\.(json|yaml|yml)$/i;
/** How such names end, for errors of what is neither a name that is known nor a file. */
export const WRITTEN_FILES = 'a file that ends in .json, .yaml or .yml';

/** Whether a name means a file rather than an entry of a list. */
export function isWrittenFile(name: string): boolean {
  return WRITTEN_FILE.test(name);
}

/** @throws InputError for a file that cannot be read, is too large, or is not what its name says */
export function readWritten(path: string): unknown {
  const text = readText(path, MAX_WRITTEN_BYTES);
  return /\.json$/i.test(path) ? parseJson(text, path) : parseYaml(withoutMark(text), path);
}

/** Why a text is no YAML; of what is not listed, that it breaks off there. */
const FAULTS: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias of nothing before it',
  BAD_INDENT: 'an indentation that does not fit',
  DUPLICATE_KEY: 'a field twice',
  MISSING_CHAR: 'a bracket, quote, colon or comma that is missing',
  MULTIPLE_DOCS: 'a second document',
  RESOURCE_EXHAUSTION: `more than ${MOST_DEPTH} levels`,
  TAB_AS_INDENT: 'a tab as indentation',
};

function parseYaml(text: string, path: string): unknown {
  const document = parseDocument(text, { schema: 'core', uniqueKeys: false });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const where = fault.linePos === undefined ? path : `${path} line ${fault.linePos[0].line}`;
    throw new InputError(where, 'YAML', FAULTS[fault.code] ?? 'something else');
  }
  checkNodes(document, path);
  const value = plainValue(document, path);
  checkNesting(value, path, []);
  return value;
}

/** No tags, no field twice, fields that are texts. */
function checkNodes(document: Document.Parsed, path: string): void {
  visit(document, (_, node) => {
    if (isMap(node)) checkFields(node, path);
    if (isNode(node) && node.tag !== undefined) throw new InputError(path, 'values without tags', shown(node.tag));
  });
}

function checkFields({ items }: YAMLMap, path: string): void {
  const fields = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) throw new InputError(path, 'names of fields', 'a list, an object or an alias as one');
    const field = String(key.value);
    if (fields.has(field)) throw twice(path, field);
    fields.add(field);
  }
}

function plainValue(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASED });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new InputError(path, `aliases that stand for at most ${MOST_ALIASED} lists and objects`, 'more');
  }
}

/** An anchor may hold an alias of itself. */
function checkNesting(value: unknown, path: string, around: readonly unknown[]): void {
  if (value === null || typeof value !== 'object') return;
  if (around.includes(value)) throw new InputError(path, 'values that end', 'an anchor that holds itself');
  if (around.length >= MOST_DEPTH) throw tooDeep(path, 'YAML');
  for (const entry of Object.values(value)) checkNesting(entry, path, [...around, value]);
}
