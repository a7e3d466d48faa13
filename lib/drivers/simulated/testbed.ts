import { generateFleet, hostSpecs } from './fleet';
import type { SimulatedHostSpec, WorldSeed } from './world/records';
export const openlabTestbed = (nowMs: number): WorldSeed => generateFleet({ hosts: 10, domains: 60, seed: 'openlab', nowMs });
export const openlabHosts = (): SimulatedHostSpec[] => hostSpecs(openlabTestbed(0));
