/** Closed sets of what recipes choose beside the formats of roles. */

/** Formats that tensors may be stored in between products: those that the element-wise arithmetic knows. */
export const STORAGE_FORMATS = ['float16', 'bfloat16', 'float32'] as const;
export type StorageFormat = (typeof STORAGE_FORMATS)[number];

/** Formats of master weights. */
export const MASTER_FORMATS = ['float32', 'float16'] as const;

/**
 * `paper`: the first layer's input and the gradient at its output stay in the storage format (Noune et al. 2022);
 * `storage`: so do its weights and their gradient; `cast`: none does.
 */
export const FIRST_LAYER_RULES = ['paper', 'storage', 'cast'] as const;

/** What both operands of a weight gradient's product may go through before they are cast. */
export const WGRAD_TRANSFORMS = ['hadamard'] as const;
