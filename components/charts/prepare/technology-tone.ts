import type { ResultPool } from '@/lib/contracts/benchmark-analysis';
import type { Tone } from '../analysis-models';

/** The same technology has the same colour on every page. Native's is the quietest: it is what the others are seen against. */
const TONES: Record<ResultPool['measuredOn'], Tone> = {
  native: 8,
  'xen-pv': 1,
  'xen-pvh': 7,
  'xen-hvm': 4,
  'xen-ia64': 5,
  'qemu-kvm': 2,
  'vmware-esx': 3,
  'vmware-gsx': 5,
  'virtual-server': 6,
  'hyper-v': 6,
  'libvirt-test': 8,
  unknown: 8,
};
export const technologyTone = (measuredOn: ResultPool['measuredOn']): Tone => TONES[measuredOn];
