/** Messages of the event thread → events of the port. Pure. */
import { domainId } from '@/lib/domain/ids';
import type { DriverEvent } from '@/lib/drivers/port';
import { VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED } from '@/lib/drivers/libvirt/ffi/flags';
import type { EventThreadMessage } from '@/lib/drivers/libvirt/ffi/operations';

/** https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainEventType */
const LIFECYCLE = [
  'defined',
  'undefined',
  'started',
  'suspended',
  'resumed',
  'stopped',
  'shutdown',
  'pmsuspended',
  'crashed',
] as const;

/** @example toDriverEvent({ kind: 'domain', what: 'lifecycle', uuid, details: [2, 0], token: 1 }) // { kind: 'domain', domainId, what: 'started' } */
export function toDriverEvent(message: Extract<EventThreadMessage, { kind: 'domain' }>): DriverEvent {
  const id = domainId(message.uuid);
  const first = message.details[0] ?? 0;
  if (message.what === 'agent')
    return {
      kind: 'agent',
      domainId: id,
      connected: first === VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED,
    };
  if (message.what === 'lifecycle')
    return { kind: 'domain', domainId: id, what: LIFECYCLE[first] ?? `lifecycle ${first}` };
  return { kind: 'domain', domainId: id, what: message.what };
}
