/** EfficientNet-B0: 5,288,548 parameters. Source: Tan and Le 2019; torchvision efficientnet_b0 (width 1, depth 1). */
import type { NetworkGraph } from '../graph.js';
import { efficientNet } from './families/efficientnet.js';

export const efficientnetB0: NetworkGraph = efficientNet({ name: 'efficientnet-b0', side: 224, width: 1, depth: 1 });
