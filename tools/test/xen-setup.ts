/** Two real Xen hosts for the project `xen`. */
import type { TestProject } from 'vitest/node';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { provideLab, type ProvidedLabHost } from './lab-setup';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `xen-a` with the PVH guest `ce-x1` and the PV guest `wn-x1`; `xen-b` with the PVH guest `se-x1` and the PV guest `wn-x2`. */
    xenHosts: readonly ProvidedLabHost[];
    /** Pass to `openLab(XEN_LAB, …)` to cut links and to kill and boot hosts. */
    xenLabDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideLab(XEN_LAB, project, (hosts, dataDir) => {
    project.provide('xenHosts', hosts);
    project.provide('xenLabDir', dataDir);
  });
}
