'use client';
import { useSyncExternalStore } from 'react';

/**
 * How the live stream stands, for the banner and for those who would otherwise have to poll.
 * `lastHeardAt`: epoch ms of the last news; values on screen are of that time while the stream is lost.
 */
export type Connection =
  | { readonly status: 'connecting' }
  | { readonly status: 'live'; readonly since: number }
  | { readonly status: 'lost'; readonly since: number; readonly lastHeardAt: number | undefined };

const listeners = new Set<() => void>();
let connection: Connection = { status: 'connecting' };
let lastHeardAt: number | undefined;

export function setConnection(next: Connection): void {
  connection = next;
  for (const listener of listeners) listener();
}
export const getConnection = (): Connection => connection;
export const markHeard = (at: number): void => {
  lastHeardAt = at;
};
/** Epoch ms of the last frame with news; keep-alives are none. */
export const getLastHeardAt = (): number | undefined => lastHeardAt;

const CONNECTING: Connection = { status: 'connecting' };
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** The state of the live stream; draws again when it changes, not at every byte. */
export const useConnection = (): Connection => useSyncExternalStore(subscribe, getConnection, () => CONNECTING);
