/**
 * Which devices each domain has, by the last definition read of it: hosts without bulk statistics are asked for the
 * counters of one device at a time, by the name that the host gave it.
 */
import type { DomainId } from '@/lib/domain/ids';
import type { DomainDevices } from '@/lib/drivers/libvirt/ffi/operations';

export class DeviceBook {
  readonly #devices = new Map<DomainId, DomainDevices>();

  set(id: DomainId, devices: DomainDevices): void {
    if (devices.disks || devices.nics.length > 0) this.#devices.set(id, devices);
    else this.#devices.delete(id);
  }

  /** A domain gets other interfaces with each start. */
  forget(id: DomainId): void {
    this.#devices.delete(id);
  }

  /** For the native call: of one domain, or of all. */
  all(id?: DomainId): Record<string, DomainDevices> {
    if (id === undefined) return Object.fromEntries(this.#devices);
    const mine = this.#devices.get(id);
    return mine === undefined ? {} : { [id]: mine };
  }
}
