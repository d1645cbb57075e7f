/**
 * Measured power as a straight line over what a model gives: offset and gain free, by least squares; how well ranks
 * agree, and what each row would have been predicted from the others.
 */

export interface LineFit {
  /** Of the measured rows where the model gives 0, and a unit of the model. */
  readonly offset: number;
  readonly gain: number;
  /** Rank correlation; equal values share the mean of their ranks. */
  readonly spearman: number;
  /** Of each row, predicted by the line through the others: relative to what was measured. */
  readonly leftOut: readonly number[];
  readonly meanLeftOut: number;
  readonly worstLeftOut: number;
}

/** @param modelled and @param measured at least three of each, in the same order */
export function lineFit(modelled: readonly number[], measured: readonly number[]): LineFit {
  const { offset, gain } = lineThrough(modelled, measured);
  const leftOut = measured.map((value, at) => {
    const line = lineThrough(without(modelled, at), without(measured, at));
    return (line.offset + line.gain * modelled[at]) / value - 1;
  });
  const sizes = leftOut.map(Math.abs);
  return {
    offset,
    gain,
    spearman: correlation(ranksOf(modelled), ranksOf(measured)),
    leftOut,
    meanLeftOut: meanOf(sizes),
    worstLeftOut: Math.max(...sizes),
  };
}

/** Mean relative error of a row predicted as the mean of the others: what a model that says nothing gives. */
export function constantLeftOut(measured: readonly number[]): number {
  return meanOf(measured.map((value, at) => Math.abs(meanOf(without(measured, at)) / value - 1)));
}

function lineThrough(x: readonly number[], y: readonly number[]): { offset: number; gain: number } {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const joint = x.reduce((sum, value, at) => sum + (value - meanX) * (y[at] - meanY), 0);
  const gain = spread === 0 ? 0 : joint / spread;
  return { offset: meanY - gain * meanX, gain };
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [joint, spreadX, spreadY] = [0, 0, 0];
  for (const [at, value] of x.entries()) {
    joint += (value - meanX) * (y[at] - meanY);
    spreadX += (value - meanX) ** 2;
    spreadY += (y[at] - meanY) ** 2;
  }
  return joint / Math.sqrt(spreadX * spreadY);
}

function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

function without(values: readonly number[], at: number): number[] {
  return values.filter((_, other) => other !== at);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
