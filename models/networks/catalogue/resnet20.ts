/** ResNet-20 for CIFAR-10: 269,722 parameters. Source: He et al. 2016, section 4.2 and table 6 (91.25 % of CIFAR-10). */
import type { NetworkGraph } from '../graph.js';
import { cifar } from './families/residual.js';

export const resnet20: NetworkGraph = cifar({ name: 'resnet20', blocks: 3, side: 32, classes: 10 });
