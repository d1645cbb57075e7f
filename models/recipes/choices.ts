/** Closed sets of what recipes choose beside the formats of roles. */

/** Formats of master weights. */
export const MASTER_FORMATS = ['float32', 'float16'] as const;

/**
 * `paper`: the first layer's input and the gradient at its output stay in the storage format (Noune et al. 2022);
 * `storage`: so do its weights and their gradient; `cast`: none does.
 */
export const FIRST_LAYER_RULES = ['paper', 'storage', 'cast'] as const;

/** Elements of k that a Hadamard matrix mixes: orders of its matrices, and the usual one (NVIDIA, arXiv:2509.25149, 4.4). */
export const HADAMARD_SIZES = [2, 4, 8, 16, 32, 64, 128, 256] as const;
export const USUAL_HADAMARD_SIZE = 16;

/** Its random signs: one vector for a run, as the paper has it, or another for each step. */
export const SIGN_RULES = ['run', 'step'] as const;

/** Random bits of a stochastic rule that says none. */
export const USUAL_RANDOM_BITS = 16;

/** Clean steps after which Backoff doubles (Noune et al. 2022). */
export const BACKOFF_CLEAN_STEPS = 2000;
/** Deviations above the mean that LogMax keeps below the largest value. Assumed: the paper names none. */
export const LOGMAX_DEVIATIONS = 3;
/**
 * Gradients are scaled by 2^10 at first where nothing is said. Chosen here: the weight gradients of the small networks
 * reach 2^0 and more early in training, and 2^16 is NaN in a float16 partial.
 */
export const USUAL_LOSS_SCALE = 10;
