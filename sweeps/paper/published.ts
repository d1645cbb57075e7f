/**
 * What the paper states, each number once. Source: Noune, Jones, Justus, Masters, Luschi: 8-bit Numerical Formats for
 * Deep Neural Networks, arXiv:2206.02915 (2022).
 */

/** Dynamic range and signal-to-noise ratio, in dB. Table 1. */
export const TABLE_1 = [
  { format: 'float32', rangeDb: 1667.7, ratioDb: 151.9 },
  { format: 'float16', rangeDb: 240.8, ratioDb: 73.7 },
  { format: 'bfloat16', rangeDb: 1571.3, ratioDb: 55.6 },
  { format: 'dlfloat16', rangeDb: 385.3, ratioDb: 67.6 },
  { format: '1.5.2', rangeDb: 197.5, ratioDb: 25.5 },
  { format: '1.4.3', rangeDb: 107.8, ratioDb: 31.5 },
  { format: '1.3.4', rangeDb: 66.0, ratioDb: 37.5 },
  { format: 'int8:step=2^-5', rangeDb: 42.1, ratioDb: 40.5 },
] as const;

/** Of an 8-bit integer and N(0,1), by the power of two of its step. Table 1, figure 7b. */
export const FIGURE_7B = [
  { stepExponent: -6, ratioDb: 19.2 },
  { stepExponent: -5, ratioDb: 40.5 },
  { stepExponent: -4, ratioDb: 34.9 },
] as const;

/** Accuracy in percent and its deviation over ten runs, ResNet-32 on CIFAR-100. Table 2. */
export const RESNET_32 = [
  { recipe: 'fp32', accuracy: 70.26, deviation: 0.24 },
  { recipe: 'paper-f143', accuracy: 70.3, deviation: 0.37 },
  { recipe: 'paper-f152', accuracy: 70.02, deviation: 0.4 },
  { recipe: 'paper-mixed', accuracy: 70.42, deviation: 0.45 },
] as const;

/** BLEU of the Transformer on WMT14 English to German. Table 3. */
export const TRANSFORMER_BLEU = { baseline: 25.58, f152: 25.48, mixed: 25.56, f143Gradients: 0 } as const;
