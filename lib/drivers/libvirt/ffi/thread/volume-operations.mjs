// @ts-check
/** Files of a host, reached through its storage pools: what a native thread can be asked to do with them. */
import koffi from 'koffi';
import { NativeFailure, raw, readLastError, vir } from './library.mjs';

const free = koffi.load('libc.so.6').func('void free(void *ptr)');

/** @param {bigint} conn @param {string} name @param {(pool: bigint) => any} use */
function withPool(conn, name, use) {
  const pool = vir.virStoragePoolLookupByName(conn, name);
  try {
    return use(pool);
  } finally {
    raw.virStoragePoolFree(pool);
  }
}

/** @param {bigint} conn @param {string} path @param {(volume: bigint) => any} use */
function withVolume(conn, path, use) {
  const volume = vir.virStorageVolLookupByPath(conn, path);
  try {
    return use(volume);
  } finally {
    raw.virStorageVolFree(volume);
  }
}

/** @type {Record<string, (payload: any) => any>} */
export const VOLUME_OPERATIONS = {
  pools({ conn }) {
    const out = [null];
    const EVERY_ONE = 0;
    const count = vir.virConnectListAllStoragePools(conn, out, EVERY_ONE);
    const list = /** @type {any} */ (out[0]);
    const pools = count === 0 ? [] : koffi.decode(list, 'void *', count);
    try {
      return pools.flatMap((/** @type {bigint} */ pool) => {
        try {
          return [{ xml: vir.virStoragePoolGetXMLDesc(pool, 0), active: raw.virStoragePoolIsActive(pool) === 1 }];
        } catch (error) {
          // It went away between the list and the look.
          if (error instanceof NativeFailure) return [];
          throw error;
        }
      });
    } finally {
      for (const pool of pools) raw.virStoragePoolFree(pool);
      free(list);
    }
  },

  /** A pool that lives until it is destroyed. With `build` its folder is made where it is missing. */
  createPool({ conn, xml, build }) {
    const WITH_BUILD = 1;
    raw.virStoragePoolFree(vir.virStoragePoolCreateXML(conn, xml, build ? WITH_BUILD : 0));
  },

  refreshPool({ conn, name }) {
    withPool(conn, name, (pool) => vir.virStoragePoolRefresh(pool, 0));
  },

  destroyPool({ conn, name }) {
    withPool(conn, name, (pool) => vir.virStoragePoolDestroy(pool));
  },

  volume({ conn, path }) {
    return withVolume(conn, path, (volume) => vir.virStorageVolGetXMLDesc(volume, 0));
  },

  /** @returns the path of the new file, which holds nothing. */
  createVolume({ conn, pool, xml }) {
    return withPool(conn, pool, (at) => {
      const volume = vir.virStorageVolCreateXML(at, xml, 0);
      try {
        return vir.virStorageVolGetPath(volume);
      } finally {
        raw.virStorageVolFree(volume);
      }
    });
  },

  deleteVolume({ conn, path }) {
    withVolume(conn, path, (volume) => vir.virStorageVolDelete(volume, 0));
  },

  /**
   * Begins to read a file (`length` 0: to its end) or to write `length` bytes of it. What a file has of holes is told as holes both ways:
   * the disk of a guest is mostly that. @returns the stream.
   */
  openTransfer({ conn, path, direction, length }) {
    const BLOCKING = 0;
    const SPARSE_STREAM = 1;
    return withVolume(conn, path, (volume) => {
      const stream = vir.virStreamNew(conn, BLOCKING);
      try {
        const begin = direction === 'download' ? vir.virStorageVolDownload : vir.virStorageVolUpload;
        begin(volume, stream, 0n, BigInt(length), SPARSE_STREAM);
        return stream;
      } catch (error) {
        raw.virStreamFree(stream);
        throw error;
      }
    });
  },

  /** Up to `size` bytes, and the hole behind them. Fewer bytes with no hole: the end of the file. */
  receive({ stream, size }) {
    const STOP_AT_HOLE = 1;
    const AT_HOLE = -3;
    // Not from Node's pool of small buffers: what is posted to the main thread is the whole memory behind it.
    const bytes = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    let holeBytes = 0;
    while (filled < size) {
      const got = raw.virStreamRecvFlags(stream, bytes.subarray(filled), size - filled, STOP_AT_HOLE);
      if (got === AT_HOLE) {
        const length = [0n];
        vir.virStreamRecvHole(stream, length, 0);
        holeBytes = Number(length[0]);
        break;
      }
      if (got < 0) throw new NativeFailure('virStreamRecvFlags', readLastError());
      if (got === 0) break;
      filled += got;
    }
    return { bytes: filled === size ? bytes : new Uint8Array(bytes.subarray(0, filled)), holeBytes };
  },

  send({ stream, bytes }) {
    let sent = 0;
    while (sent < bytes.length) sent += vir.virStreamSend(stream, bytes.subarray(sent), bytes.length - sent);
  },

  sendHole({ stream, length }) {
    vir.virStreamSendHole(stream, BigInt(length), 0);
  },

  /** Says that all was sent or read, and hears whether the host agrees. */
  finishTransfer({ stream }) {
    try {
      vir.virStreamFinish(stream);
    } finally {
      raw.virStreamFree(stream);
    }
  },

  abortTransfer({ stream }) {
    raw.virStreamAbort(stream);
    raw.virStreamFree(stream);
  },
};
