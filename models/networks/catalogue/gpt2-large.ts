/** GPT-2 large: 774,030,080 parameters. Source: Radford et al. 2019, table 2; Hugging Face gpt2-large. */
import type { NetworkGraph } from '../graph.js';
import { gpt2Sized } from './families/gpt2.js';

export const gpt2Large: NetworkGraph = gpt2Sized({ name: 'gpt2-large', blocks: 36, width: 1280, heads: 20 });
