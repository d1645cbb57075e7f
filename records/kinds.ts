/** Every record that has a published schema, with what it is. Their schemas: json-schemas.ts. */
export const PUBLISHED_RECORDS = {
  trace: 'trace.json: what was trained and captured',
  op: 'a line of ops.jsonl',
  tensor: 'a line of tensors.jsonl',
  training: 'training.json: losses, casts, evaluation',
  errors: 'errors.json: what formats and accumulation did to products',
  run: 'run.json: cycles and counts of every op',
  scaling: 'scaling.json: the step on fewer tiles',
  energy: 'energy.json: counts × energy table',
  report: 'report.json: metrics, findings, tables, charts',
  'training-settings': 'how a network is trained, as JSON or YAML, for train FILE',
  recipe: 'a recipe as JSON or YAML, for --recipe FILE',
  network: 'a network as JSON or YAML, for --network FILE',
  machine: 'a machine as JSON or YAML, for --machine FILE',
  cases: 'measured cases as JSON, for validate --cases FILE',
  technology: 'an energy table as JSON or YAML, for --technology FILE',
  unit: 'a dot-product unit as JSON or YAML, for --unit FILE',
  sweep: 'a plan of many runs as JSON or YAML, for sweep check and sweep run',
} as const;
export type PublishedRecord = keyof typeof PUBLISHED_RECORDS;
