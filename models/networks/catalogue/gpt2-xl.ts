/** GPT-2 XL: 1,557,611,200 parameters. Source: Radford et al. 2019, table 2; Hugging Face gpt2-xl. */
import type { NetworkGraph } from '../graph.js';
import { gpt2Sized } from './families/gpt2.js';

export const gpt2Xl: NetworkGraph = gpt2Sized({ name: 'gpt2-xl', blocks: 48, width: 1600, heads: 25 });
