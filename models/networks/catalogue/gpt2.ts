/** GPT-2 small: 124,439,808 parameters. Source: Radford et al. 2019, table 2; Hugging Face gpt2. */
import type { NetworkGraph } from '../graph.js';
import { gpt2Sized } from './families/gpt2.js';

export const gpt2: NetworkGraph = gpt2Sized({ name: 'gpt2', blocks: 12, width: 768, heads: 12 });
