/** Stride, padding, dilation and groups of a dumped convolution, from the text under its name: `stride=2,padding=1`. */
import { numberOf, wholeNumber } from '../../../models/input-checks.js';
import { InputError, shown } from '../../../models/input-error.js';

/** A text of a file's metadata, and what an error of it names. */
export interface FoundText {
  readonly text: string;
  readonly where: string;
}

export interface Window {
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
}

/** As PyTorch has it. */
const USUAL: Window = { stride: 1, padding: 0, dilation: 1, groups: 1 };
const FIELDS = Object.keys(USUAL) as (keyof Window)[];
const MOST = 65_536;

/** @throws InputError for a field that there is not, or no size */
export function windowOf(found: FoundText | undefined): Window {
  if (found === undefined || found.text.trim() === '') return USUAL;
  const { text, where } = found;
  const given = text.split(',').map((part): [keyof Window, number] => {
    const [name, value] = part.split('=').map((side) => side.trim());
    const field = FIELDS.find((candidate) => candidate === name);
    if (field === undefined) throw new InputError(where, `fields of ${FIELDS.join(', ')}`, shown(part));
    return [field, wholeNumber(`${where} ${field}`, numberOf(value ?? ''), field === 'padding' ? 0 : 1, MOST)];
  });
  return { ...USUAL, ...Object.fromEntries(given) };
}
