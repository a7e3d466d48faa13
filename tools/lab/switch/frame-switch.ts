/** Which hosts a frame goes to: learns where each address lives, as a switch does. Pure but for what it has learnt. */
import { isForGateway } from '@/tools/rig/gateway/frames';

/** Hosts are numbered from 1. */
export class FrameSwitch {
  readonly #homes = new Map<string, number>();
  #parted = new Set<string>();

  /** @param gatewayMac of the one end more, after the hosts': it gets frames for itself and for all, and none that look for a home */
  constructor(
    private readonly hosts: number,
    private readonly gatewayMac?: string,
  ) {}

  get #ends(): number {
    return this.hosts + (this.gatewayMac === undefined ? 0 : 1);
  }

  /** From now on exactly these pairs do not hear each other. */
  cut(pairs: readonly (readonly [number, number])[]): void {
    this.#parted = new Set(pairs.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  }

  /** @returns numbers of the hosts that get the frame; none for one that is too short or comes from nowhere. */
  route(from: number, frame: Buffer): number[] {
    if (from < 1 || from > this.#ends || frame.length < ADDRESSES_BYTES) return [];
    const target = frame.toString('latin1', 0, ADDRESS_BYTES);
    this.#homes.set(frame.toString('latin1', ADDRESS_BYTES, ADDRESSES_BYTES), from);
    const isGroup = ((frame[0] ?? 0) & 1) === 1;
    const home = isGroup ? undefined : this.#homes.get(target);
    if (home === from) return [];
    const wanted = home === undefined ? this.#othersOf(from, frame) : [home];
    return this.#parted.size === 0 ? wanted : wanted.filter((to) => !this.#parted.has(`${from} ${to}`));
  }

  #othersOf(from: number, frame: Buffer): number[] {
    const hosts = Array.from({ length: this.hosts }, (_, index) => index + 1);
    const { gatewayMac } = this;
    return [...hosts, ...(gatewayMac !== undefined && isForGateway(frame, gatewayMac) ? [this.#ends] : [])].filter(
      (end) => end !== from,
    );
  }
}

const ADDRESS_BYTES = 6;
/** Target and source address stand first in a frame. */
const ADDRESSES_BYTES = 12;

/** `A B` on a line parts the first two hosts; anything else is left out. */
export function parseCuts(text: string): (readonly [number, number])[] {
  const numberOf = (letter: string | undefined): number => (letter ?? '').charCodeAt(0) - 'A'.charCodeAt(0) + 1;
  return [...text.matchAll(/^([A-H]) ([A-H])$/gm)].map((match) => [numberOf(match[1]), numberOf(match[2])] as const);
}

export const formatCuts = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([a, b]) => `${a} ${b}\n`).join('');
