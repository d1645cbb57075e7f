/**
 * Job records as they lie in shared memory: 32-bit words, the fields of the classes in <family>/records.ts in their
 * order. One source for both sides: the AssemblyScript compiler reads the classes as layouts, the host their fields.
 * So a field stands once, and neither side can move it alone. Pointers are byte addresses, 0 for "not there".
 */

/** A class of records.ts. */
export type RecordLayout<Fields extends object> = new () => Fields;

/** A value for each of the fields. */
export type JobRecord<Fields extends object> = Readonly<Record<keyof Fields, number>>;

const known = new Map<RecordLayout<object>, readonly string[]>();

/** The fields of a record, in order. */
export function fieldsOf<Fields extends object>(layout: RecordLayout<Fields>): readonly (keyof Fields & string)[] {
  const fields = known.get(layout) ?? Object.keys(new layout());
  known.set(layout, fields);
  return fields as readonly (keyof Fields & string)[];
}

/** The words of a record. */
export function recordWords<Fields extends object>(
  layout: RecordLayout<Fields>,
  values: JobRecord<Fields>,
): Int32Array {
  const fields = fieldsOf(layout);
  const words = new Int32Array(fields.length);
  for (let i = 0; i < words.length; i++) words[i] = values[fields[i] as keyof Fields];
  return words;
}
