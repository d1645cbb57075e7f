/** GPT-2 medium: 354,823,168 parameters. Source: Radford et al. 2019, table 2; Hugging Face gpt2-medium. */
import type { NetworkGraph } from '../graph.js';
import { gpt2Sized } from './families/gpt2.js';

export const gpt2Medium: NetworkGraph = gpt2Sized({ name: 'gpt2-medium', blocks: 24, width: 1024, heads: 16 });
