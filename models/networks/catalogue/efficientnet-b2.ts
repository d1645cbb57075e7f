/** EfficientNet-B2: 9,109,994 parameters. Source: Tan and Le 2019; torchvision efficientnet_b2 (width 1.1, depth 1.2). */
import type { NetworkGraph } from '../graph.js';
import { efficientNet } from './families/efficientnet.js';

export const efficientnetB2: NetworkGraph = efficientNet({
  name: 'efficientnet-b2',
  side: 260,
  width: 1.1,
  depth: 1.2,
});
