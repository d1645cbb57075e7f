/** ResNet-18 for ImageNet: 11,689,512 parameters. Source: He et al. 2016, table 1; torchvision resnet18. */
import type { NetworkGraph } from '../graph.js';
import { basicBranch, imageNet } from './families/residual.js';

export const resnet18: NetworkGraph = imageNet({
  name: 'resnet18',
  repeats: [2, 2, 2, 2],
  branch: basicBranch,
  expansion: 1,
});
