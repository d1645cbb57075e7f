/**
 * ResNet-8 for CIFAR-10, the smallest of the family of He et al. 2016, section 4.2 (n = 1), on whole images and on 16 × 16
 * of their pixels.
 */
import type { NetworkGraph } from '../graph.js';
import { cifar } from './families/residual.js';

export const resnet8: NetworkGraph = cifar({ name: 'resnet8', blocks: 1, side: 32, classes: 10 });

/** A quarter of the work: for `cifar10:FOLDER:crop=16`. */
export const resnet8x16: NetworkGraph = cifar({ name: 'resnet8-16', blocks: 1, side: 16, classes: 10 });
