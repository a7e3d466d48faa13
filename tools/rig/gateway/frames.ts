/** Ethernet frames between the guests' segment and QEMU's network, which takes them from a stream. */

import { addressNumber } from '@/lib/utils/ipv4';

export const MAC_BYTES = 6;
/** QEMU's own limit for a frame (NET_BUFSIZE); more is no frame, and the stream is lost. */
const LARGEST_FRAME_BYTES = 4096 + 65_536;
const LENGTH_BYTES = 4;

/** What QEMU's own network answers as: two bytes and its IPv4 address (libslirp, `special_ethaddr`). @returns 12 hexadecimal digits */
export const gatewayMac = (address: string): string =>
  `5255${(addressNumber(address) ?? 0).toString(16).padStart(8, '0')}`;

/**
 * Is a frame of the segment for the gateway? Its own come back to it, as to everybody; and it would answer for others, since it does
 * not look at whom a frame is addressed to: a connection between two guests would be refused by it.
 * @param mac as {@link gatewayMac} has it
 */
export function isForGateway(frame: Buffer, mac: string): boolean {
  if (frame.length < 2 * MAC_BYTES || frame.toString('hex', MAC_BYTES, 2 * MAC_BYTES) === mac) return false;
  const isGroup = ((frame[0] ?? 0) & 1) === 1;
  return isGroup || frame.toString('hex', 0, MAC_BYTES) === mac;
}

/** A frame as QEMU's stream has it: its length before it. */
export function frameToStream(frame: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

/** Cuts the frames out of a stream, whatever the pieces it comes in. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws Error where the stream is none of frames. */
  read(piece: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, piece]);
    const frames: Buffer[] = [];
    while (this.#rest.length >= LENGTH_BYTES) {
      const length = this.#rest.readUInt32BE(0);
      if (length > LARGEST_FRAME_BYTES) throw new Error(`a frame of ${length} bytes`);
      if (this.#rest.length < LENGTH_BYTES + length) break;
      frames.push(this.#rest.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
      this.#rest = this.#rest.subarray(LENGTH_BYTES + length);
    }
    return frames;
  }
}
