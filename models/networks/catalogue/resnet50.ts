/** ResNet-50 for ImageNet: 25,557,032 parameters. Source: He et al. 2016, table 1; torchvision resnet50. */
import type { NetworkGraph } from '../graph.js';
import { bottleneckBranch, imageNet } from './families/residual.js';

export const resnet50: NetworkGraph = imageNet({
  name: 'resnet50',
  repeats: [3, 4, 6, 3],
  branch: bottleneckBranch,
  expansion: 4,
});
