import { KVM_LAB } from './kvm/kvm-lab';
import type { LabKind } from './lab-kind';
import { XEN_LAB } from './xen/xen-lab';

/** The labs there are. @throws Error with the names where it is none of them. */
export function findLabKind(name: string | undefined): LabKind {
  const found = name === undefined ? undefined : KINDS.get(name);
  if (found === undefined)
    throw new Error(`${name ?? 'no name'} is not a lab; there are ${[...KINDS.keys()].join(', ')}`);
  return found;
}

const KINDS = new Map<string, LabKind>([XEN_LAB, KVM_LAB].map((kind) => [kind.name, kind]));
