/** Files of data: whole, gzip or not, with a limit on what they unpack to. */
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../models/input-error.js';
import { readBytes } from '../../records/folder.js';

/** Of a file of images: five times the largest of MNIST and CIFAR-10. */
const MOST_BYTES = 2 ** 28;

/** @param most bytes, before and after @throws InputError for a file that is not there, larger, or damaged */
export function unpacked(path: string, most = MOST_BYTES): Buffer {
  const file = readBytes(path, most);
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file;
  try {
    return gunzipSync(file, { maxOutputLength: most });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const got = code === 'Z_BUF_ERROR' ? 'a file that ends early' : code;
    throw new InputError(path, `gzip data of at most ${most} bytes unpacked`, got);
  }
}
