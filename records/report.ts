/**
 * What a report says, as numbers: rows of metrics with unit, range, method and source, and the data
 * behind each chart. Every exporter (HTML, tables, pictures) draws this record and nothing else.
 */
import { z } from 'zod';
import { BASES, sharesSchema } from './energy.js';
import { count, digest, name } from './schema.js';

/**
 * What a number rests on, by its weakest part: a run of training, the cycle model, or the basis of its energies. The
 * firmest first.
 */
export const METRIC_BASES = ['emulated', 'simulated', ...BASES] as const;

/** What the low and high of a number are. */
export const INTERVALS = {
  'energy-table': 'all figures of the energy table low to all high',
  'standard-error': 'one standard error',
  deviation: 'one standard deviation over the seeds',
  'confidence-95': '95 % interval of the mean over pairs of one seed',
} as const;
export type Interval = keyof typeof INTERVALS;
const INTERVAL_NAMES = Object.keys(INTERVALS) as Interval[];

const metric = z.looseObject({
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  /** What low and high are; where they are. */
  interval: z.enum(INTERVAL_NAMES).optional(),
  unit: z.string(),
  basis: z.enum(METRIC_BASES),
  /** Of an energy: its share by basis; `basis` is that of most of it. */
  basisShares: sharesSchema.optional(),
  /** How the number came about: simulated, emulated, priced, … */
  method: z.string().min(1),
  /** A document, an energy table, a number of images; whatever a reader must know to trust it. */
  source: z.string().min(1),
});
export type Metric = z.infer<typeof metric>;

const CHART_KINDS = ['bar', 'stacked-bar', 'line', 'area', 'histogram', 'scatter'] as const;
const AXIS_SCALES = ['linear', 'log'] as const;

const axis = z.looseObject({
  label: name,
  unit: z.string(),
  scale: z.enum(AXIS_SCALES),
  /** A linear axis that begins at zero, wherever the data do. */
  origin: z.literal('zero').optional(),
});

/** A straight line across the chart: 1.00 of a ratio, a limit, the mean of a series. */
const line = z.looseObject({
  axis: z.enum(['x', 'y']),
  value: z.number(),
  label: name,
  /** The series that it belongs to, whose colour it has; its label stands in the legend then. */
  series: z.string().optional(),
});

/**
 * One chart as data. `categories` label the x axis of bar charts; line, area and scatter charts use x. Areas lie one on
 * another, as the segments of stacked bars do.
 * A series has one y for each category or x; low and high draw error bars.
 */
const chart = z.looseObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: name,
  kind: z.enum(CHART_KINDS),
  caption: z.string(),
  xAxis: axis,
  yAxis: axis,
  categories: z.array(z.string()).optional(),
  /** A line where x = y, for axes of one unit. */
  diagonal: z.literal('equal').optional(),
  lines: z.array(line).optional(),
  /** Why a value is null. */
  missing: z.string().optional(),
  series: z.array(
    z.looseObject({
      name,
      x: z.array(z.number()).optional(),
      y: z.array(z.number().nullable()),
      low: z.array(z.number()).optional(),
      high: z.array(z.number()).optional(),
      /** From where to where on the x axis the series' format reaches, drawn above the data. */
      span: z.tuple([z.number(), z.number()]).optional(),
    }),
  ),
});
export type Chart = z.infer<typeof chart>;

/** A table as data: every column has a unit ('' for names and ratios). */
const table = z.looseObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: name,
  columns: z.array(z.looseObject({ name, unit: z.string() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});
export type Table = z.infer<typeof table>;

/** Runs that differ in nothing but the seed: what they are, and their mean. */
const row = z.looseObject({
  /** How the runs are called, in every chart, table and sentence: given, or what tells them from the other rows. */
  label: name,
  /** What they are: recipe, network, data, machine, … */
  keys: z.record(z.string(), z.string()),
  runs: z.array(z.looseObject({ seed: count, sha256: digest })).min(1),
  metrics: z.record(z.string(), metric),
  /** Against the baseline, by metric: ratios (×) and differences (points); none where the runs did other work. */
  against: z.record(z.string(), metric),
});

/** Whole networks, timed from shapes alone beside the runs: the id of their table, and sentences on each. */
const wholeNetworks = z.looseObject({
  table: z.string(),
  /** What the numbers rest on. */
  note: z.string(),
  works: z.array(z.looseObject({ title: name, sentences: z.array(z.string()) })),
});

export const reportSchema = z.looseObject({
  schema: z.string(),
  title: name,
  inputs: z.array(z.looseObject({ kind: name, sha256: digest })),
  rows: z.array(row),
  /** The row that the others are compared with, counted from 0. */
  baseline: count,
  /** Names of metrics, what a reader asks first first; canonical JSON keeps no order of keys. */
  metricOrder: z.array(z.string()),
  /** The answer: names of metrics, under the names that they have on the first screen. */
  figures: z.array(z.looseObject({ name, metric: name })),
  /** The chart of the first screen. */
  leadChart: z.string().optional(),
  /** What a reader must know first: a run that diverged, casts that clip, formats that the machine does not have. */
  warnings: z.array(z.string()),
  /** Sentences that the numbers support, the answer first. */
  findings: z.array(z.string()),
  /** What a reader must know before quoting: assumed values, what is not modelled. */
  caveats: z.array(z.string()),
  tables: z.array(table),
  charts: z.array(chart),
  methods: z.array(z.looseObject({ heading: name, paragraphs: z.array(z.string()) })),
  wholeNetworks: wholeNetworks.optional(),
});
export type ReportRecord = z.infer<typeof reportSchema>;
