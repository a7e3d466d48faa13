// @ts-check
/** What a native thread can be asked to do. Each operation runs to its end on one thread and frees what it took. */
import koffi from 'koffi';
import { NativeFailure, bindQemu, copyBytes, copyInto, raw, strdup, vir } from './library.mjs';
import { NETWORK_OPERATIONS } from './network-operations.mjs';
import { VOLUME_OPERATIONS } from './volume-operations.mjs';

/** @typedef {keyof import('./library.mjs').NativeFunctions} Name */

const TYPED_PARAMETER_BYTES = 96;
const STATS_RECORD_BYTES = 24;
const POINTER_BYTES = 8;
const UUID_BYTES = 16;
const UUID_STRING_BYTES = 37;
/** A `virDomain`: GObject, connection, name, id, UUID. */
const HANDLE_BYTES = 64;
const DOMAIN_INFO_BYTES = 40;
const NODE_INFO_BYTES = 72;
const NODE_STATS_BYTES = 88;
/** `virDomainBlockStatsStruct`: five long longs; `virDomainInterfaceStatsStruct`: eight. */
const BLOCK_STATS_BYTES = 40;
const INTERFACE_STATS_BYTES = 64;
/** Read bytes, written bytes, received bytes, sent bytes: of one domain, -1 where not known. */
const TRAFFIC_BYTES = 32;

/** Xen's control domain. No other domain may have this UUID. */
const CONTROL_DOMAIN = Buffer.alloc(UUID_BYTES);
const CONTROL_DOMAIN_UUID = '00000000-0000-0000-0000-000000000000';

/** `virErrorNumber` VIR_ERR_NO_SUPPORT: the driver of this host has no such function. */
const NO_SUPPORT = 3;
const isNoSupport = (/** @type {unknown} */ error) => error instanceof NativeFailure && error.code === NO_SUPPORT;

/** VIR_ERR_NO_DOMAIN */
const NO_DOMAIN = 42;

const CREDENTIAL_BYTES = 48;
const CREDENTIAL_RESULT_AT = 32;
const CREDENTIAL_LENGTH_AT = 40;
const CRED_USERNAME = 1;
const CRED_AUTHNAME = 2;
const CRED_PASSPHRASE = 5;
const CRED_NOECHOPROMPT = 7;
const ASKED = [CRED_USERNAME, CRED_AUTHNAME, CRED_PASSPHRASE, CRED_NOECHOPROMPT];

/** @type {{ username?: string, password?: string } | undefined} */
let credentials;
const virConnectAuthCallback = koffi.proto('int virConnectAuthCallback(void *cred, unsigned int ncred, void *cbdata)');
/** https://libvirt.org/auth.html: the answers are ours to allocate and libvirt's to free. */
const answerCredentials = koffi.register((/** @type {bigint} */ list, /** @type {number} */ count) => {
  const GIVE_UP = -1;
  for (let index = 0; index < count; index += 1) {
    const at = index * CREDENTIAL_BYTES;
    const type = koffi.decode(list, at, 'int');
    const answer = type === CRED_USERNAME || type === CRED_AUTHNAME ? credentials?.username : credentials?.password;
    if (answer === undefined) return GIVE_UP;
    koffi.encode(list, at + CREDENTIAL_RESULT_AT, 'void *', strdup(answer));
    koffi.encode(list, at + CREDENTIAL_LENGTH_AT, 'unsigned int', Buffer.byteLength(answer));
  }
  return 0;
}, koffi.pointer(virConnectAuthCallback));

const virConnectAuth = koffi.struct({ credtype: 'int *', ncredtype: 'unsigned int', cb: 'void *', cbdata: 'void *' });
const askedTypes = koffi.alloc('int', ASKED.length);
koffi.encode(askedTypes, 'int', ASKED, ASKED.length);
const auth = koffi.alloc(virConnectAuth, 1);
koffi.encode(auth, virConnectAuth, {
  credtype: askedTypes,
  ncredtype: ASKED.length,
  cb: answerCredentials,
  cbdata: null,
});

/** @param {() => any} ask @returns undefined where the hypervisor does not say: one missing figure does not spoil a reading. */
function optional(ask) {
  try {
    return ask();
  } catch (error) {
    if (error instanceof NativeFailure) return undefined;
    throw error;
  }
}

/** @param {bigint} conn @param {string} uuid @param {(dom: bigint) => any} use */
function withDomain(conn, uuid, use) {
  const dom = vir.virDomainLookupByUUIDString(conn, uuid);
  try {
    return use(dom);
  } finally {
    raw.virDomainFree(dom);
  }
}

/** @param {bigint} dom */
function uuidOf(dom) {
  const text = Buffer.alloc(UUID_STRING_BYTES);
  vir.virDomainGetUUIDString(dom, text);
  return text.toString('latin1', 0, UUID_STRING_BYTES - 1);
}

/** @param {bigint} listAddress @param {number} count @returns {bigint[]} */
const pointers = (listAddress, count) => (count === 0 ? [] : koffi.decode(listAddress, 'void *', count));

const free = koffi.load('libc.so.6').func('void free(void *ptr)');

/**
 * Lists objects, reads the text of each, and frees list and objects.
 * @param {bigint} conn @param {Name} list @param {Name} xml @param {Name} release @param {(object: bigint) => any} [more]
 */
function readAll(conn, list, xml, release, more) {
  const out = [null];
  const count = vir[list](conn, out, 0);
  const objects = pointers(/** @type {any} */ (out[0]), count);
  try {
    return objects.flatMap((object) => {
      const text = optional(() => vir[xml](object, 0));
      return text === undefined ? [] : [{ xml: text, ...more?.(object) }];
    });
  } finally {
    for (const object of objects) raw[release](object);
    free(out[0]);
  }
}

/** @param {bigint} conn @param {Name} name */
function readNodeStats(conn, name) {
  const WHOLE_NODE = -1;
  const count = [0];
  vir[name](conn, WHOLE_NODE, null, count, 0);
  const bytes = Buffer.alloc((count[0] ?? 0) * NODE_STATS_BYTES);
  vir[name](conn, WHOLE_NODE, bytes, count, 0);
  return bytes;
}

/** @param {string} fn what the main thread asks for; only functions of our table can be had. */
function callable(fn) {
  if (!Object.hasOwn(vir, fn)) throw new Error(`No function ${fn}`);
  return vir[/** @type {Name} */ (fn)];
}

/** @type {Record<string, (payload: any) => any>} */
export const OPERATIONS = {
  ...VOLUME_OPERATIONS,
  ...NETWORK_OPERATIONS,

  open({ uri, username, password, keepAliveSeconds, keepAliveCount }) {
    credentials = { username, password };
    try {
      const conn = vir.virConnectOpenAuth(uri, auth, 0);
      optional(() => vir.virConnectSetKeepAlive(conn, keepAliveSeconds, keepAliveCount));
      return conn;
    } finally {
      credentials = undefined;
    }
  },

  /** Registers what this connection can tell of; `offered` are the callbacks of the event thread. */
  watch({ conn, token, offered, closeCallback }) {
    const events = [];
    for (const { eventId, callback } of offered) {
      const id = optional(() => vir.virConnectDomainEventRegisterAny(conn, null, eventId, callback, token, null));
      if (id !== undefined) events.push(id);
    }
    const closing = optional(() => vir.virConnectRegisterCloseCallback(conn, closeCallback, token, null)) !== undefined;
    return { events, closing, type: vir.virConnectGetType(conn) };
  },

  close({ conn, events, closeCallback }) {
    for (const id of events) optional(() => vir.virConnectDomainEventDeregisterAny(conn, id));
    if (closeCallback !== undefined) optional(() => vir.virConnectUnregisterCloseCallback(conn, closeCallback));
    return raw.virConnectClose(conn);
  },

  /** One function that takes the connection first. */
  call({ conn, fn, args }) {
    return callable(fn)(conn, ...args);
  },

  /** One function that takes a domain first. */
  domain({ conn, uuid, fn, args }) {
    return withDomain(conn, uuid, (dom) => callable(fn)(dom, ...args));
  },

  /**
   * Starts a domain with (`saved`) or without a saved memory, and leaves it alone where it is the other: libvirt's start
   * restores where there is something to restore.
   * @returns whether it was as expected
   */
  boot({ conn, uuid, saved, dropLeftover }) {
    return withDomain(conn, uuid, (dom) => {
      if (hasSaved(dom) !== saved) return false;
      // Fails where there is none, which is as it should be.
      if (dropLeftover === true) optional(() => vir.virDomainManagedSaveRemove(dom, 0));
      vir.virDomainCreateWithFlags(dom, 0);
      return true;
    });
  },

  /** @returns whether there was something to discard */
  discardSaved({ conn, uuid }) {
    return withDomain(conn, uuid, (dom) => {
      if (!hasSaved(dom)) return false;
      vir.virDomainManagedSaveRemove(dom, 0);
      return true;
    });
  },

  define({ conn, xml, flags }) {
    const dom = vir.virDomainDefineXMLFlags(conn, xml, flags);
    try {
      return uuidOf(dom);
    } finally {
      raw.virDomainFree(dom);
    }
  },

  /** Texts of several domains; one that went away meanwhile is left out, one that cannot be read says why. */
  texts({ conn, uuids, flags }) {
    return uuids.flatMap((/** @type {string} */ uuid) => {
      try {
        return [withDomain(conn, uuid, (dom) => readText(conn, dom, uuid, flags))];
      } catch (error) {
        if (error instanceof NativeFailure && error.code === NO_DOMAIN) return [];
        throw error;
      }
    });
  },

  /**
   * Which functions this host's driver does not have, found out by calling them where a call changes nothing. On a host
   * with a control domain, those too that would touch a job or a migration: it never has either.
   */
  probe({ conn }) {
    const missing = /** @type {string[]} */ ([]);
    const ask = (/** @type {string} */ name, /** @type {() => any} */ call) => {
      try {
        call();
      } catch (error) {
        if (!(error instanceof NativeFailure)) throw error;
        if (isNoSupport(error)) missing.push(name);
      }
    };
    const out = [null];
    const STATE_ONLY = 1;
    ask('virConnectGetAllDomainStats', () => vir.virConnectGetAllDomainStats(conn, STATE_ONLY, out, 0));
    if (out[0] !== null) raw.virDomainStatsRecordListFree(/** @type {any} */ (out[0]));
    ask('virConnectNumOfNetworks', () => vir.virConnectNumOfNetworks(conn));
    ask('virNodeGetCPUStats', () => vir.virNodeGetCPUStats(conn, -1, null, [0], 0));
    const control = optional(() => vir.virDomainLookupByUUIDString(conn, CONTROL_DOMAIN_UUID));
    if (control === undefined) {
      optional(() =>
        withAllDomains(conn, 0, ([any]) => {
          if (any !== undefined) ask('virDomainHasManagedSaveImage', () => vir.virDomainHasManagedSaveImage(any, 0));
        }),
      );
      return { missing, controlDomain: false };
    }
    try {
      ask('virDomainHasManagedSaveImage', () => vir.virDomainHasManagedSaveImage(control, 0));
      ask('virDomainSnapshotNum', () => vir.virDomainSnapshotNum(control, 0));
      ask('virDomainMigrateGetMaxSpeed', () => vir.virDomainMigrateGetMaxSpeed(control, [0], 0));
      ask('virDomainMigrateGetMaxDowntime', () => vir.virDomainMigrateGetMaxDowntime(control, [0], 0));
      ask('virDomainMigrateStartPostCopy', () => vir.virDomainMigrateStartPostCopy(control, 0));
      ask('virDomainAbortJob', () => vir.virDomainAbortJob(control));
    } finally {
      raw.virDomainFree(control);
    }
    return { missing, controlDomain: true };
  },

  /** The cheapest question there is. */
  nudge({ conn }) {
    vir.virConnectGetLibVersion(conn, [0]);
  },

  /** Is the domain called off while the hypervisor still has a number for it? */
  releasing({ conn, uuid }) {
    const SHUTOFF = 5;
    const info = Buffer.alloc(DOMAIN_INFO_BYTES);
    return withDomain(conn, uuid, (dom) => {
      vir.virDomainGetInfo(dom, info);
      return info[0] === SHUTOFF && numberOf(dom) >= 0;
    });
  },

  /**
   * Statistics of all domains (or of one) as raw typed parameters, in one call. Hypervisors leave figures out: memory
   * and vCPUs of inactive domains, everything but the state in the test driver; `withInfo` adds `virDomainGetInfo` of those.
   */
  collect({ conn, uuid, stats, flags, transientFlag, withInfo, bulk, devices }) {
    if (!bulk) return collectOneByOne(conn, uuid, devices);
    const out = [null];
    let count = 0;
    try {
      if (uuid === undefined) count = vir.virConnectGetAllDomainStats(conn, stats, out, flags);
      else count = withDomain(conn, uuid, (dom) => vir.virDomainListGetStats([dom, null], stats, out, flags));
    } catch (error) {
      if (isNoSupport(error)) return collectOneByOne(conn, uuid, devices);
      throw error;
    }
    const list = /** @type {any} */ (out[0]);
    try {
      const room = makeRoom(count);
      const params = [];
      const doms = [];
      const record = Buffer.alloc(STATS_RECORD_BYTES);
      let total = 0;
      for (const [index, address] of pointers(list, count).entries()) {
        copyInto(record, address, STATS_RECORD_BYTES);
        doms.push(record.readBigUInt64LE(0));
        params.push(record.readBigUInt64LE(POINTER_BYTES));
        const n = record.readInt32LE(2 * POINTER_BYTES);
        room.counts[index] = n;
        total += n;
      }
      identify(doms, room);
      const bytes = Buffer.allocUnsafeSlow(total * TYPED_PARAMETER_BYTES);
      let at = 0;
      for (let index = 0; index < count; index += 1) {
        const length = (room.counts[index] ?? 0) * TYPED_PARAMETER_BYTES;
        const mine = bytes.subarray(at, at + length);
        if (length > 0) copyInto(mine, params[index], length);
        at += length;
        // Fails where the domain went away since; its figures then stay zero and the next reading drops it.
        if (withInfo && !(mine.includes('balloon.current') && mine.includes('vcpu.current')))
          readInfo(doms[index], room, index);
      }
      return {
        ...room,
        bytes,
        transient: uuid === undefined ? listTransient(conn, transientFlag) : listTransientOf(doms),
        saved: uuid === undefined ? listSaved(conn) : listSavedOf(doms),
        oneByOne: false,
      };
    } finally {
      if (list !== null) raw.virDomainStatsRecordListFree(list);
    }
  },

  node({ conn }) {
    const number = [0];
    const info = Buffer.alloc(NODE_INFO_BYTES);
    vir.virNodeGetInfo(conn, info);
    const type = vir.virConnectGetType(conn);
    return {
      info,
      type,
      hostname: optional(() => vir.virConnectGetHostname(conn)),
      version: optional(() => (vir.virConnectGetVersion(conn, number), number[0])),
      libVersion: optional(() => (vir.virConnectGetLibVersion(conn, number), number[0])),
      freeBytes: optional(() => Number(vir.virNodeGetFreeMemory(conn))),
      memoryStats: optional(() => readNodeStats(conn, 'virNodeGetMemoryStats')),
      ...readBusy(conn),
      // libvirt 9.0's storage code for ESX ends the process where a datastore has no mount path, which vSphere allows.
      pools:
        type === 'ESX'
          ? []
          : (optional(() =>
              readAll(conn, 'virConnectListAllStoragePools', 'virStoragePoolGetXMLDesc', 'virStoragePoolFree'),
            ) ?? []),
      networks:
        optional(() =>
          readAll(conn, 'virConnectListAllNetworks', 'virNetworkGetXMLDesc', 'virNetworkFree', (network) => ({
            active: raw.virNetworkIsActive(network) === 1,
          })),
        ) ?? [],
    };
  },

  /** @returns undefined where the host has nobody who filters */
  networkFilters({ conn }) {
    return optional(() =>
      readAll(conn, 'virConnectListAllNWFilters', 'virNWFilterGetXMLDesc', 'virNWFilterFree').map(({ xml }) => xml),
    );
  },

  baselineCpu({ conn, cpuXml, flags }) {
    return vir.virConnectBaselineCPU(conn, [cpuXml], 1, flags);
  },

  /** Returns when the migration has ended, one way or the other. */
  migrate({ conn, uuid, targetConn, params, flags }) {
    const list = [null];
    const count = [0];
    const room = [0];
    try {
      for (const { name, value } of params) {
        if (typeof value === 'string') vir.virTypedParamsAddString(list, count, room, name, value);
        else vir.virTypedParamsAddULLong(list, count, room, name, value);
      }
      withDomain(conn, uuid, (dom) => {
        const moved = vir.virDomainMigrate3(dom, targetConn, list[0], count[0], flags);
        raw.virDomainFree(moved);
      });
    } finally {
      if (list[0] !== null) raw.virTypedParamsFree(list[0], count[0]);
    }
  },

  jobStats({ conn, uuid, flags }) {
    return withDomain(conn, uuid, (dom) => {
      const type = [0];
      const list = [null];
      const count = [0];
      vir.virDomainGetJobStats(dom, type, list, count, flags);
      const length = count[0] ?? 0;
      try {
        return {
          type: type[0],
          bytes:
            length === 0 ? Buffer.alloc(0) : copyBytes(/** @type {any} */ (list[0]), length * TYPED_PARAMETER_BYTES),
        };
      } finally {
        if (list[0] !== null) raw.virTypedParamsFree(list[0], length);
      }
    });
  },

  agent({ conn, uuid, command, timeoutSeconds }) {
    bindQemu();
    return withDomain(conn, uuid, (dom) => vir.virDomainQemuAgentCommand(dom, command, timeoutSeconds, 0));
  },

  openConsole({ conn, uuid, device, consoleFlags, callback, token }) {
    const NONBLOCK = 1;
    const READABLE_ERROR_HANGUP = 1 | 4 | 8;
    return withDomain(conn, uuid, (dom) => {
      const stream = vir.virStreamNew(conn, NONBLOCK);
      try {
        vir.virDomainOpenConsole(dom, device, stream, consoleFlags);
        vir.virStreamEventAddCallback(stream, READABLE_ERROR_HANGUP, callback, token, null);
        return stream;
      } catch (error) {
        raw.virStreamFree(stream);
        throw error;
      }
    });
  },

  typeInConsole({ stream, bytes }) {
    const WOULD_BLOCK = -2;
    const taken = raw.virStreamSend(stream, bytes, bytes.length);
    return taken === WOULD_BLOCK ? 0 : taken;
  },

  closeConsole({ stream }) {
    raw.virStreamEventRemoveCallback(stream);
    raw.virStreamAbort(stream);
    raw.virStreamFree(stream);
  },
};

/** @param {bigint} conn @param {bigint} dom @param {string} uuid @param {number} flags @throws where the domain or the host has gone. */
function readText(conn, dom, uuid, flags) {
  try {
    return {
      uuid,
      xml: vir.virDomainGetXMLDesc(dom, flags),
      snapshots: optional(() => vir.virDomainSnapshotNum(dom, 0)) ?? 0,
    };
  } catch (error) {
    if (!(error instanceof NativeFailure) || error.code === NO_DOMAIN) throw error;
    // A host that has gone says nothing about this one domain.
    if (raw.virConnectIsAlive(conn) === 0) throw error;
    const { functionName, code, domain, message, errno } = error;
    return { uuid, failure: { functionName, code, domain, message, errno, connectionLost: false } };
  }
}

/** @param {number} count */
function makeRoom(count) {
  return {
    /** @type {string[]} */
    names: [],
    uuids: Buffer.alloc(count * UUID_BYTES),
    counts: new Int32Array(count),
    infos: Buffer.alloc(count * DOMAIN_INFO_BYTES),
    numbers: new Int32Array(count).fill(-1),
    reasons: new Int32Array(count),
    traffic: Buffer.alloc(0),
  };
}
/** @typedef {ReturnType<typeof makeRoom>} Room */

/**
 * Names and UUIDs of handles; both are kept in the handle, no host is asked. libvirt's own question for the UUID spells
 * it out for its debug log first, half a microsecond each; so it is asked of the first and the last handle only, and
 * where both have it at the same place, the others' are copied from there. https://gitlab.com/libvirt/libvirt/-/blob/v9.0.0/src/datatypes.h
 * @param {readonly bigint[]} doms @param {Room} room
 */
function identify(doms, room) {
  for (const dom of doms) room.names.push(raw.virDomainGetName(dom));
  const uuid = Buffer.alloc(UUID_BYTES);
  const handle = Buffer.alloc(HANDLE_BYTES);
  const placeIn = (/** @type {bigint} */ dom) => {
    raw.virDomainGetUUID(dom, uuid);
    copyInto(handle, dom, HANDLE_BYTES);
    return handle.indexOf(uuid);
  };
  const ENOUGH_TO_MATTER = 16;
  const [first, last] = [doms[0], doms.at(-1)];
  const place = first === undefined || last === undefined || doms.length < ENOUGH_TO_MATTER ? -1 : placeIn(first);
  const known = place >= 0 && last !== undefined && placeIn(last) === place;
  for (const [index, dom] of doms.entries()) {
    if (known) {
      copyInto(handle, dom, HANDLE_BYTES);
      handle.copy(room.uuids, index * UUID_BYTES, place, place + UUID_BYTES);
    } else {
      raw.virDomainGetUUID(dom, uuid);
      room.uuids.set(uuid, index * UUID_BYTES);
    }
  }
}

/** @param {bigint | undefined} dom @param {Room} room @param {number} index */
function readInfo(dom, room, index) {
  raw.virDomainGetInfo(dom ?? null, room.infos.subarray(index * DOMAIN_INFO_BYTES, (index + 1) * DOMAIN_INFO_BYTES));
}

/**
 * For hypervisors whose driver has no bulk statistics (Xen, ESX in libvirt 9.0). The control domain is left out: it is
 * the host itself.
 * @param {bigint} conn @param {string | undefined} uuid
 * @param {Readonly<Record<string, { readonly nics: readonly string[], readonly disks: boolean }>> | undefined} devices whose counters are read, by UUID
 */
function collectOneByOne(conn, uuid, devices) {
  const read = (/** @type {readonly bigint[]} */ all) => {
    const doms = all.filter((dom) => !isControlDomain(dom));
    const room = makeRoom(doms.length);
    identify(doms, room);
    if (devices !== undefined) room.traffic = Buffer.alloc(doms.length * TRAFFIC_BYTES, 0xff);
    for (const [index, dom] of doms.entries()) {
      readInfo(dom, room, index);
      // Whether its owner or a migration paused it decides which copy is the real one.
      if (room.infos[index * DOMAIN_INFO_BYTES] === PAUSED) room.reasons[index] = reasonOf(dom);
      const number = numberOf(dom);
      room.numbers[index] = number;
      if (devices === undefined || number < 0) continue;
      const mine = devices[uuidOf(dom)];
      if (mine !== undefined) readTraffic(dom, mine, room.traffic.subarray(index * TRAFFIC_BYTES));
    }
    const saved = uuid === undefined ? listSaved(conn) : listSavedOf(doms);
    return { ...room, bytes: Buffer.alloc(0), transient: listTransientOf(doms), saved, oneByOne: true };
  };
  if (uuid !== undefined) return withDomain(conn, uuid, (dom) => read([dom]));
  const EVERY_ONE = 0;
  return withAllDomains(conn, EVERY_ONE, read);
}

/** @param {bigint} conn @param {number} flags @param {(doms: readonly bigint[]) => any} read */
function withAllDomains(conn, flags, read) {
  const out = [null];
  const count = vir.virConnectListAllDomains(conn, out, flags);
  const doms = pointers(/** @type {any} */ (out[0]), count);
  try {
    return read(doms);
  } finally {
    for (const dom of doms) raw.virDomainFree(dom);
    free(out[0]);
  }
}

/** @param {bigint} dom */
function isControlDomain(dom) {
  const uuid = Buffer.alloc(UUID_BYTES);
  raw.virDomainGetUUID(dom, uuid);
  return uuid.equals(CONTROL_DOMAIN);
}

const PAUSED = 3;
/** @param {bigint} dom @returns {number} libvirt's reason of the state, 0 where it is not known */
function reasonOf(dom) {
  const state = [0];
  const reason = [0];
  return raw.virDomainGetState(dom, state, reason, 0) < 0 ? 0 : (reason[0] ?? 0);
}

/** libvirt's number of a domain that is not active is -1, in an unsigned int. @param {bigint} dom @returns {number} */
const numberOf = (dom) => raw.virDomainGetID(dom) | 0;

/**
 * Sums over disks and interfaces; a figure the host does not give stays -1.
 * @param {bigint} dom @param {{ readonly nics: readonly string[], readonly disks: boolean }} devices @param {Buffer} into
 */
function readTraffic(dom, devices, into) {
  const READ = 8;
  const WRITTEN = 24;
  const RECEIVED = 0;
  const SENT = 32;
  if (devices.disks) {
    const stats = Buffer.alloc(BLOCK_STATS_BYTES);
    // The empty name stands for all disks together.
    if (optional(() => vir.virDomainBlockStats(dom, '', stats, BLOCK_STATS_BYTES)) !== undefined) {
      stats.copy(into, 0, READ, READ + 8);
      stats.copy(into, 8, WRITTEN, WRITTEN + 8);
    }
  }
  let received = 0n;
  let sent = 0n;
  const stats = Buffer.alloc(INTERFACE_STATS_BYTES);
  for (const nic of devices.nics) {
    if (optional(() => vir.virDomainInterfaceStats(dom, nic, stats, INTERFACE_STATS_BYTES)) === undefined) return;
    received += stats.readBigInt64LE(RECEIVED);
    sent += stats.readBigInt64LE(SENT);
  }
  if (devices.nics.length === 0) return;
  into.writeBigInt64LE(received, 16);
  into.writeBigInt64LE(sent, 24);
}

/**
 * How busy the host is: by its own counters, or, where a hypervisor runs everything in domains and has no such counters,
 * by the CPU time of each of them, the control domain included.
 * @param {bigint} conn
 */
function readBusy(conn) {
  try {
    return { cpuStats: readNodeStats(conn, 'virNodeGetCPUStats') };
  } catch (error) {
    if (!(error instanceof NativeFailure)) throw error;
    if (!isNoSupport(error)) return {};
  }
  const ACTIVE = 1;
  const domainCpu = optional(() =>
    withAllDomains(conn, ACTIVE, (doms) => {
      if (!doms.some(isControlDomain)) return undefined;
      const room = makeRoom(doms.length);
      const CPU_TIME = 32;
      return doms.map((dom, index) => {
        readInfo(dom, room, index);
        return {
          domain: `${uuidOf(dom)} ${numberOf(dom)}`,
          cpuTimeNs: room.infos.readBigUInt64LE(index * DOMAIN_INFO_BYTES + CPU_TIME),
        };
      });
    }),
  );
  return { domainCpu };
}

/** @param {readonly bigint[]} doms */
const listTransientOf = (doms) => doms.flatMap((dom) => (raw.virDomainIsPersistent(dom) === 0 ? [uuidOf(dom)] : []));

/** Libvirt's reason of an inactive domain does not tell: it is forgotten with the daemon, and stays when the image is removed. @param {bigint} dom */
const hasSaved = (dom) => optional(() => vir.virDomainHasManagedSaveImage(dom, 0)) === 1;

/** @param {readonly bigint[]} doms */
const listSavedOf = (doms) => doms.flatMap((dom) => (hasSaved(dom) ? [uuidOf(dom)] : []));

/** UUIDs of the domains that have a saved memory, in one question for all. @param {bigint} conn @returns {string[]} */
function listSaved(conn) {
  const MANAGEDSAVE = 256;
  return optional(() => withAllDomains(conn, MANAGEDSAVE, (doms) => doms.map(uuidOf))) ?? [];
}

/** UUIDs of the domains that have no stored definition; there are usually none. @param {bigint} conn @param {number} flags */
function listTransient(conn, flags) {
  const STATE_ONLY = 1;
  const out = [null];
  const count = optional(() => vir.virConnectGetAllDomainStats(conn, STATE_ONLY, out, flags)) ?? 0;
  const list = /** @type {any} */ (out[0]);
  if (list === null) return [];
  try {
    return pointers(list, count).map((record) => uuidOf(koffi.decode(record, 'void *')));
  } finally {
    raw.virDomainStatsRecordListFree(list);
  }
}
