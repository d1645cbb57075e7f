/** The entry of a worker thread that trains the points of a sweep. */
import { servePoints } from './serve.js';
import { createTrainPoint } from './train-point.js';

servePoints(createTrainPoint());
