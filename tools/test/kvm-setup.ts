/** Two real KVM hosts for the project `kvm`. */
import type { TestProject } from 'vitest/node';
import { KVM_LAB } from '@/tools/lab/kvm/kvm-lab';
import { provideLab, type ProvidedLabHost } from './lab-setup';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `kvm-a` with the busy guests `ce-k1` and `wn-k1`; `kvm-b` with `se-k1`, whose disk only that host sees. */
    kvmHosts: readonly ProvidedLabHost[];
    /** Pass to `openLab(KVM_LAB, …)` to cut links and to kill and boot hosts. */
    kvmLabDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideLab(KVM_LAB, project, (hosts, dataDir) => {
    project.provide('kvmHosts', hosts);
    project.provide('kvmLabDir', dataDir);
  });
}
