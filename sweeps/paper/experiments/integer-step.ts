/** Figure 7b: signal-to-noise ratio of an 8-bit integer against its step, for N(0,1). */
import { z } from 'zod';
import type { IntegerFormat } from '../../../models/formats/format.js';
import { signalToNoiseDb } from '../../../models/formats/signal-to-noise.js';
import { superscript } from '../../../reports/units/number.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { type ComputedExperiment, finding } from '../experiment.js';
import { measuredRatioDb } from '../measured-ratio.js';
import { normalDraws } from '../normal.js';
import { FIGURE_7B } from '../published.js';
import { decibels } from './formats.js';

const DRAWS = 2 ** 16;
const SEED = 2;
/** Powers of two of the step: in the closed form finer than what hardware has. */
const RANGE = { least: -8, most: -1, parts: 4 } as const;
const PRINTED_DB = 0.05;
const MEASURED_DB = 0.3;

const results = z.array(
  z.strictObject({ stepExponent: z.number(), modelDb: z.number(), measuredDb: z.number().nullable() }),
);
type Point = z.infer<typeof results>[number];

function points(): Point[] {
  const engine = createEngine({ threads: 1 });
  const values = normalDraws(DRAWS, SEED);
  return Array.from({ length: (RANGE.most - RANGE.least) * RANGE.parts + 1 }, (_, i) => {
    const stepExponent = RANGE.least + i / RANGE.parts;
    const format: IntegerFormat = { kind: 'integer', name: 'int8', bits: 8, stepExponent };
    const isPower = Number.isInteger(stepExponent);
    return {
      stepExponent,
      modelDb: decibels(signalToNoiseDb(format)),
      measuredDb: isPower ? decibels(measuredRatioDb(engine, format, values)) : null,
    };
  });
}

export const integerStep: ComputedExperiment<Point[]> = {
  kind: 'computed',
  name: 'integer-step',
  title: 'An 8-bit integer against its step',
  question:
    'How exact is 1.0.7 on N(0,1), by its step? Rounding noise q²/12 inside the range and what clipping cuts off beyond it; ' +
    `measured on ${DRAWS} draws where the step is a power of two.`,
  place: 'figure 7b',
  results,
  compute: points,
  read: (own) => ({
    findings: [...best(own), ...asPublished(own), ...asMeasured(own)],
    tables: [
      {
        id: 'integer-step',
        title: 'Signal-to-noise ratio of an 8-bit integer',
        columns: [
          { name: 'Step', unit: '' },
          ...['Paper', 'Closed form', 'Measured'].map((name) => ({ name, unit: 'dB' })),
        ],
        rows: own
          .filter(({ measuredDb }) => measuredDb !== null)
          .map(({ stepExponent, modelDb, measuredDb }) => [
            `2${superscript(String(stepExponent))}`,
            publishedAt(stepExponent)?.toFixed(1) ?? null,
            modelDb.toFixed(1),
            (measuredDb as number).toFixed(1),
          ]),
      },
    ],
    charts: [
      {
        id: 'integer-step',
        title: 'Signal-to-noise ratio of an 8-bit integer, by its step',
        kind: 'scatter',
        caption: 'N(0,1). Too small a step clips, too large a one is coarse.',
        xAxis: { label: 'Step', unit: 'log2', scale: 'linear' },
        yAxis: { label: 'Signal-to-noise ratio', unit: 'dB', scale: 'linear' },
        series: [
          series(
            'paper',
            FIGURE_7B.map(({ stepExponent, ratioDb }) => [stepExponent, ratioDb]),
          ),
          series(
            'measured',
            own.flatMap(({ stepExponent, measuredDb }) =>
              measuredDb === null ? [] : [[stepExponent, measuredDb] as const],
            ),
          ),
          series(
            'closed form',
            own.map(({ stepExponent, modelDb }) => [stepExponent, modelDb]),
          ),
        ],
      },
    ],
  }),
};

function series(name: string, points: readonly (readonly [x: number, y: number])[]) {
  return { name, x: points.map(([x]) => x), y: points.map(([, y]) => y) };
}

function publishedAt(stepExponent: number): number | undefined {
  return FIGURE_7B.find((point) => point.stepExponent === stepExponent)?.ratioDb;
}

/** Of the steps that are powers of two. */
function best(own: readonly Point[]): string[] {
  const powers = own.filter(({ stepExponent }) => Number.isInteger(stepExponent));
  const [first] = powers.toSorted((a, b) => b.modelDb - a.modelDb);
  const published = FIGURE_7B.toSorted((a, b) => b.ratioDb - a.ratioDb)[0]?.stepExponent;
  if (first === undefined) return [];
  return finding(
    first.stepExponent === published,
    `The best step is 2^${first.stepExponent}, as in the paper, with ${first.modelDb.toFixed(1)} dB; a binade less clips, a binade more is coarser.`,
  );
}

function asPublished(own: readonly Point[]): string[] {
  const pairs = own.flatMap(({ stepExponent, modelDb }) => {
    const published = publishedAt(stepExponent);
    return published === undefined ? [] : [Math.abs(modelDb - published)];
  });
  return finding(
    pairs.length === FIGURE_7B.length && pairs.every((difference) => difference < PRINTED_DB),
    'The closed form gives the paper’s three numbers, to the decimal that it prints.',
  );
}

function asMeasured(own: readonly Point[]): string[] {
  const measured = own.filter(({ measuredDb }) => measuredDb !== null);
  return finding(
    measured.every(({ modelDb, measuredDb }) => Math.abs(modelDb - (measuredDb ?? 0)) < MEASURED_DB),
    `What is measured lies within ${MEASURED_DB} dB of the closed form at every step.`,
  );
}
