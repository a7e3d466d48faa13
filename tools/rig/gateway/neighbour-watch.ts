/**
 * QEMU's own network keeps the Ethernet address of a guest for as long as it runs (libslirp's `arp_table` has no age), so that a guest
 * made anew at an old address would never be reached: what is for it goes to the one that has gone. So the gateway asks who has the
 * address when it hears nothing of whom it sends to, and QEMU learns it from the answer.
 */
import { addressNumber } from '@/lib/utils/ipv4';
import { gatewayMac, MAC_BYTES } from './frames';

const IPV4 = 0x08_00;
/** Where the type of an Ethernet frame stands, and the receiver's address in one of IPv4. */
const TYPE_AT = 2 * MAC_BYTES;
const RECEIVER_AT = TYPE_AT + 2 + 16;
const ADDRESS_BYTES = 4;
/** ARP's type; Ethernet and IPv4, with addresses of 6 and of 4 bytes; a question (RFC 826). */
const QUESTION = '08060001080006040001';
/** A guest answers within milliseconds. Nobody is asked for more often, and nobody who was heard within this. */
export const ASK_AFTER_MS = 1000;

export class NeighbourWatch {
  /** When a frame came from an Ethernet address, and when an address of IPv4 was asked for. */
  readonly #heardAt = new Map<string, number>();
  readonly #askedAt = new Map<string, number>();
  readonly #mac: string;
  readonly #own: string;

  /** @param gatewayAddress IPv4, QEMU's own on the guests' network */
  constructor(gatewayAddress: string) {
    this.#mac = gatewayMac(gatewayAddress);
    this.#own = (addressNumber(gatewayAddress) ?? 0).toString(16).padStart(2 * ADDRESS_BYTES, '0');
  }

  /** A frame of the segment, for whomever it is. */
  heard(frame: Buffer, nowMs: number): void {
    if (frame.length >= TYPE_AT) this.#heardAt.set(frame.toString('hex', MAC_BYTES, TYPE_AT), nowMs);
  }

  /** @returns the question that goes out before a frame of the gateway's; undefined where there is nothing to ask */
  questionBefore(frame: Buffer, nowMs: number): Buffer | undefined {
    if (frame.length < RECEIVER_AT + ADDRESS_BYTES || frame.readUInt16BE(TYPE_AT) !== IPV4) return undefined;
    if (((frame[0] ?? 0) & 1) === 1) return undefined;
    const heard = this.#heardAt.get(frame.toString('hex', 0, MAC_BYTES));
    if (heard !== undefined && nowMs - heard < ASK_AFTER_MS) return undefined;
    const address = frame.toString('hex', RECEIVER_AT, RECEIVER_AT + ADDRESS_BYTES);
    const asked = this.#askedAt.get(address);
    if (asked !== undefined && nowMs - asked < ASK_AFTER_MS) return undefined;
    this.#askedAt.set(address, nowMs);
    return Buffer.from(`ffffffffffff${this.#mac}${QUESTION}${this.#mac}${this.#own}000000000000${address}`, 'hex');
  }
}
