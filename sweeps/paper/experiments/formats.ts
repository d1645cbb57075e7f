/** Table 1: dynamic range and signal-to-noise ratio of formats, closed form and measured. */
import { z } from 'zod';
import { dynamicRangeDb } from '../../../models/formats/format.js';
import { resolveFormat } from '../../../models/formats/resolve.js';
import { signalToNoiseDb } from '../../../models/formats/signal-to-noise.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { type ComputedExperiment, finding } from '../experiment.js';
import { measuredRatioDb } from '../measured-ratio.js';
import { normalDraws } from '../normal.js';
import { TABLE_1 } from '../published.js';

const DRAWS = 2 ** 16;
const SEED = 1;
/** The paper prints one decimal. */
const PRINTED_DB = 0.05;
/** Of a measured ratio: the model is one of many binades, a normal distribution has few. */
const MODEL_DB = 0.3;

const results = z.array(
  z.strictObject({ format: z.string(), rangeDb: z.number(), modelDb: z.number(), measuredDb: z.number() }),
);
type Row = z.infer<typeof results>[number];

/** Decibels as they are kept: the closed form's last bits may differ between engines. */
export function decibels(value: number): number {
  return Number(value.toFixed(3));
}

function rows(): Row[] {
  const engine = createEngine({ threads: 1 });
  const values = normalDraws(DRAWS, SEED);
  return TABLE_1.map(({ format: name }) => {
    const format = resolveFormat(name, 'table 1');
    return {
      format: name,
      rangeDb: decibels(dynamicRangeDb(format)),
      modelDb: decibels(signalToNoiseDb(format)),
      measuredDb: decibels(measuredRatioDb(engine, format, values)),
    };
  });
}

export const formats: ComputedExperiment<Row[]> = {
  kind: 'computed',
  name: 'formats',
  title: 'Dynamic range and signal-to-noise ratio',
  question:
    'How wide is each format, and how exact? D is 20·log10 of the largest over the smallest value; SNR follows from the ' +
    `significant bits (of the integer from its step and N(0,1)), and is measured on ${DRAWS} draws of N(0,1) by the conversions that training uses.`,
  place: 'table 1',
  results,
  compute: rows,
  read: (own) => ({
    findings: [
      ...finding(
        own.every((row) => Math.abs(row.rangeDb - publishedOf(row).rangeDb) < PRINTED_DB),
        'Every dynamic range is the paper’s, to the decimal that it prints.',
      ),
      ...finding(
        own.every((row) => Math.abs(row.modelDb - publishedOf(row).ratioDb) < PRINTED_DB),
        'Every signal-to-noise ratio by the closed form is the paper’s, to the decimal that it prints.',
      ),
      ...finding(
        own.every((row) => Math.abs(row.measuredDb - row.modelDb) < MODEL_DB),
        `Measured ratios lie within ${MODEL_DB} dB of the closed form.`,
      ),
    ],
    tables: [
      {
        id: 'formats',
        title: 'Table 1',
        columns: [
          { name: 'Format', unit: '' },
          ...['D, paper', 'D', 'SNR, paper', 'SNR', 'SNR, measured'].map((name) => ({ name, unit: 'dB' })),
        ],
        rows: own.map((row) => {
          const { rangeDb, ratioDb } = publishedOf(row);
          return [
            row.format,
            ...[rangeDb, row.rangeDb, ratioDb, row.modelDb, row.measuredDb].map((db) => db.toFixed(1)),
          ];
        }),
      },
    ],
    charts: [],
  }),
};

function publishedOf({ format }: Row): { readonly rangeDb: number; readonly ratioDb: number } {
  return TABLE_1.find((row) => row.format === format) ?? { rangeDb: Number.NaN, ratioDb: Number.NaN };
}
