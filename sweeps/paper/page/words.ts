/** Words that every form of the page has. */

export const TITLE = 'The paper’s results, remade';

export const INTRODUCTION =
  'Findings of Noune, Jones, Justus, Masters and Luschi, 8-bit Numerical Formats for Deep Neural Networks (arXiv:2206.02915), on networks ' +
  'that a laptop trains. A sentence stands here only where it is true of these results. Networks and data are smaller than the paper’s: ' +
  'which setting fails is compared, not the accuracy itself. n: seeds; ±: one standard deviation over them, of differences the 95 % interval.';

/** Where the results support no sentence. */
export const NOTHING_FOUND = 'These results support no sentence.';
