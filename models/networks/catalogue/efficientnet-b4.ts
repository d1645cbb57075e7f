/** EfficientNet-B4: 19,341,616 parameters. Source: Tan and Le 2019; torchvision efficientnet_b4 (width 1.4, depth 1.8). */
import type { NetworkGraph } from '../graph.js';
import { efficientNet } from './families/efficientnet.js';

export const efficientnetB4: NetworkGraph = efficientNet({
  name: 'efficientnet-b4',
  side: 380,
  width: 1.4,
  depth: 1.8,
});
