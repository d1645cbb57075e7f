/** ResNet-32 for CIFAR-100, the network of Noune et al. 2022 (100 classes). Source: He et al. 2016, section 4.2. */
import type { NetworkGraph } from '../graph.js';
import { cifar } from './families/residual.js';

export const resnet32: NetworkGraph = cifar({ name: 'resnet32', blocks: 5, side: 32, classes: 100 });
