/** Formats that tensors may be stored in between products: those that the element-wise arithmetic knows. */
export const STORAGE_FORMATS = ['float16', 'bfloat16', 'float32'] as const;
export type StorageFormat = (typeof STORAGE_FORMATS)[number];
