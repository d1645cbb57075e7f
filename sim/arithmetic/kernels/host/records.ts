/**
 * Job records as the host writes them: the fields of the classes in <family>/records.ts, which the AssemblyScript
 * compiler lays out, in their order. So a field stands once, and neither side can move it alone.
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
  return Int32Array.from(fieldsOf(layout), (field) => values[field]);
}
