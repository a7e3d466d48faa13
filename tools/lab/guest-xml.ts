/** What the definitions of all lab guests have in common. */
import { createHash } from 'node:crypto';
import { METADATA_NAMESPACE } from '@/tools/rig/domain-xml';
import type { LabGuest } from './lab-kind';

/** Stable over boots: the same guest of the same lab keeps its UUID, and Gridbox its history. */
export function labGuestUuid(key: string, name: string): string {
  const hex = createHash('sha256').update(`gridbox-lab ${key} ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Name, UUID, grid metadata, memory: the first lines of a definition, up to the processor count. */
export function guestHead(guest: LabGuest, lab: { readonly key: string; readonly homeHost: string }): string {
  return `<name>${guest.name}</name>
  <uuid>${labGuestUuid(lab.key, guest.name)}</uuid>
  <title>Lab guest ${guest.name}</title>
  <metadata>
    <gridbox:domain xmlns:gridbox='${METADATA_NAMESPACE}'>
${guest.roles.map((role) => `      <gridbox:role>${role}</gridbox:role>`).join('\n')}
      <gridbox:vo>${guest.vo}</gridbox:vo>
      <gridbox:tag>lab</gridbox:tag>
      <gridbox:home>${lab.homeHost}</gridbox:home>
    </gridbox:domain>
  </metadata>
  <memory unit='MiB'>${guest.memoryMiB}</memory>`;
}
