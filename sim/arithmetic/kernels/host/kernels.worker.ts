/** A thread of the arithmetic engine. */
import { workerData } from 'node:worker_threads';
import { serveTeam, type TeamMember } from '../../../../runtime/team.js';
import { instantiateKernels, type KernelPayload } from './instance.js';

const member = workerData as TeamMember<KernelPayload>;
serveTeam(member, instantiateKernels(member.payload));
