// @ts-check
/**
 * The one thread that runs libvirt's event loop: keep-alive answers, domain events, stream data, lost connections.
 * Its callbacks run here, on libvirt's thread, and only post plain values to the main thread; so a busy main thread
 * never holds up libvirt, and `at` is the moment the data arrived.
 */
import koffi from 'koffi';
import { parentPort } from 'node:worker_threads';
import { harmlessCallback, raw, vir } from './library.mjs';

if (parentPort === null) throw new Error('event-thread.mjs runs as a worker thread only.');
const port = parentPort;

const UUID_STRING_BYTES = 37;
const uuidBytes = Buffer.alloc(UUID_STRING_BYTES);
const chunk = Buffer.alloc(4096);

/** @param {bigint} dom */
function uuidOf(dom) {
  return raw.virDomainGetUUIDString(dom, uuidBytes) < 0
    ? undefined
    : uuidBytes.toString('latin1', 0, UUID_STRING_BYTES - 1);
}
/** The token that was registered travels as a pointer that nobody follows. @param {bigint | null} opaque */
const tokenOf = (opaque) => Number(opaque ?? 0n);

/** @param {string} name @param {string} args @param {(...values: any[]) => void} run */
function callback(name, args, run) {
  return koffi.register(run, koffi.pointer(koffi.proto(`void ${name}(${args})`)));
}
/** @param {string} what */
const tell =
  (what) =>
  (/** @type {bigint} */ _conn, /** @type {bigint} */ dom, /** @type {any[]} */ ...rest) => {
    const uuid = uuidOf(dom);
    if (uuid !== undefined)
      port.postMessage({
        kind: 'domain',
        what,
        uuid,
        details: rest.slice(0, -1).map(Number),
        token: tokenOf(rest.at(-1)),
      });
  };

// https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainEventID
const DOMAIN_EVENTS = [
  {
    eventId: 0,
    callback: callback('onLifecycle', 'void *conn, void *dom, int event, int detail, void *opaque', tell('lifecycle')),
  },
  { eventId: 1, callback: callback('onReboot', 'void *conn, void *dom, void *opaque', tell('reboot')) },
  {
    eventId: 13,
    callback: callback('onBalloon', 'void *conn, void *dom, uint64_t actual, void *opaque', tell('balloon')),
  },
  {
    eventId: 15,
    callback: callback('onDeviceRemoved', 'void *conn, void *dom, const char *alias, void *opaque', tell('device')),
  },
  {
    eventId: 18,
    callback: callback('onAgent', 'void *conn, void *dom, int state, int reason, void *opaque', tell('agent')),
  },
  {
    eventId: 19,
    callback: callback('onDeviceAdded', 'void *conn, void *dom, const char *alias, void *opaque', tell('device')),
  },
  {
    eventId: 23,
    callback: callback(
      'onMetadata',
      'void *conn, void *dom, int type, const char *uri, void *opaque',
      tell('metadata'),
    ),
  },
];
// https://libvirt.org/html/libvirt-libvirt-host.html#virConnectCloseFunc
const closeCallback = callback('onClose', 'void *conn, int reason, void *opaque', (_conn, reason, opaque) => {
  port.postMessage({ kind: 'closed', reason, token: tokenOf(opaque) });
});
// https://libvirt.org/html/libvirt-libvirt-stream.html#virStreamEventCallback
const streamCallback = callback('onStream', 'void *stream, int events, void *opaque', (stream, _events, opaque) => {
  const at = Date.now();
  const WOULD_BLOCK = -2;
  for (;;) {
    const length = raw.virStreamRecv(stream, chunk, chunk.length);
    if (length === WOULD_BLOCK) return;
    if (length <= 0) {
      // End or error: watch no more, or the loop would spin on a dead stream until somebody frees it.
      raw.virStreamEventUpdateCallback(stream, 0);
      port.postMessage({ kind: 'stream', token: tokenOf(opaque), text: '', ended: true, at });
      return;
    }
    port.postMessage({
      kind: 'stream',
      token: tokenOf(opaque),
      text: chunk.toString('latin1', 0, length),
      ended: false,
      at,
    });
  }
});

/** A process that ends waits for its workers: this thread comes round so often. */
const WAKE_EVERY_MS = 200;
vir.virEventAddTimeout(WAKE_EVERY_MS, harmlessCallback, null, null);
port.postMessage({ kind: 'ready', domainEvents: DOMAIN_EVENTS, closeCallback, streamCallback });

/** How many rounds pass before this thread's own JavaScript loop gets a turn (garbage, finalizers). */
const ROUNDS_PER_TURN = 64;
function turn() {
  for (let round = 0; round < ROUNDS_PER_TURN; round += 1) {
    raw.virEventRunDefaultImpl();
  }
  setImmediate(turn);
}
turn();
