// @ts-check
/** Virtual networks of a host: what a native thread can be asked to do with them. */
import { raw, vir } from './library.mjs';

/** @param {bigint} network @param {() => any} use */
function freeing(network, use) {
  try {
    return use();
  } finally {
    raw.virNetworkFree(network);
  }
}

/** @param {bigint} network */
function start(network) {
  if (raw.virNetworkIsActive(network) !== 1) vir.virNetworkCreate(network);
  vir.virNetworkSetAutostart(network, 1);
}

/** @type {Record<string, (payload: any) => any>} */
export const NETWORK_OPERATIONS = {
  network({ conn, name }) {
    const network = vir.virNetworkLookupByName(conn, name);
    return freeing(network, () => ({
      xml: vir.virNetworkGetXMLDesc(network, 0),
      active: raw.virNetworkIsActive(network) === 1,
    }));
  },

  /** Defines and starts it; one that does not start is not left behind. */
  createNetwork({ conn, xml }) {
    const network = vir.virNetworkDefineXML(conn, xml);
    return freeing(network, () => {
      try {
        start(network);
      } catch (error) {
        raw.virNetworkUndefine(network);
        throw error;
      }
    });
  },

  startNetwork({ conn, name }) {
    const network = vir.virNetworkLookupByName(conn, name);
    return freeing(network, () => start(network));
  },

  deleteNetwork({ conn, name }) {
    const network = vir.virNetworkLookupByName(conn, name);
    return freeing(network, () => {
      if (raw.virNetworkIsActive(network) === 1) vir.virNetworkDestroy(network);
      vir.virNetworkUndefine(network);
    });
  },
};
