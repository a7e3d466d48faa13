/** What each method of the protocol does to the world. */
import type { z } from 'zod';
import { DriverError } from '@/lib/drivers/errors';
import { parseDefinition } from '../parse-definition';
import { renderDefinition } from '../render-definition';
import type { METHODS, Method } from '../wire';
import { hostCapabilities } from '../world/capabilities';
import { copyDisk, freeBytesAt, makeDisk, removeDisk, statDisk, uploadDisk } from '../world/disks';
import { makeNetwork, removeNetwork, statNetwork } from '../world/networks';
import { defineDomain, undefineDomain, writeMetadata } from '../world/define';
import { runInside } from '../world/inside';
import {
  destroyDomain,
  pauseDomain,
  rebootDomain,
  resetDomain,
  resumeDomain,
  setDomainMemory,
  setDomainVcpus,
  shutdownDomain,
  startDomain,
} from '../world/lifecycle';
import { allNodes, closeSlots, findNode, openSlots } from '../world/jobs';
import { discardSavedMemory } from '../world/saved-memory';
import { abortBecauseHostFailed, abortMigration } from '../world/migration';
import { definitionHash, readDomain, readHost, readMigration } from '../world/readings';
import { findDomain, findHost, type World } from '../world/world';
import { failHost, isPowered } from '../world/fail-host';
import { applyFault } from './apply-fault';
import type { Handler } from './call';
import { encodeDomain, encodeHost, encodeNode } from './encode';
import { guestAddresses, hearGuest, listenGuest } from './guest-streams';
import { migrate } from './migrate-stream';
import { restore, save } from './save-stream';
import { watch } from './watch-stream';

type Handlers = { readonly [M in Method]: Handler<z.output<(typeof METHODS)[M]['params']>> };

/** A verb on one domain, as a handler that answers with nothing. */
const verb =
  (act: (world: World, host: string, id: string) => void): Handler<{ id: string }> =>
  (world, { id }, { host }) => {
    act(world, host, id);
    return {};
  };

export const HANDLERS: Handlers = {
  open: () => ({}),
  capabilities: (world, _params, { host }) => hostCapabilities(findHost(world, host).record),
  readHost: (world, _params, { host }) => encodeHost(readHost(world, host)),
  listDomains: (world, { known }, { host }) =>
    Array.from(findHost(world, host).domains.values(), (domain) =>
      encodeDomain(readDomain(world, domain, known[domain.id])),
    ),
  readDomain: (world, { id }, { host }) => {
    const domain = findHost(world, host).domains.get(id);
    return { reading: domain === undefined ? undefined : encodeDomain(readDomain(world, domain)) };
  },
  readDefinition: (world, { id }, { host }) => ({
    definition: renderDefinition(findDomain(world, host, id), findHost(world, host).record.hypervisor, world.nowMs),
  }),
  watch,
  define: (world, { definition }, { host }) => ({ id: defineDomain(world, host, parseDefinition(definition)).id }),
  undefine: verb(undefineDomain),
  start: verb(startDomain),
  shutdown: verb(shutdownDomain),
  destroy: verb(destroyDomain),
  reboot: verb(rebootDomain),
  reset: verb(resetDomain),
  pause: verb(pauseDomain),
  resume: verb(resumeDomain),
  save,
  restore,
  discardSaved: verb(discardSavedMemory),
  setMemory: (world, { id, memoryKiB }, { host }) => {
    setDomainMemory(world, host, id, memoryKiB);
    return {};
  },
  setVcpus: (world, { id, vcpus }, { host }) => {
    setDomainVcpus(world, host, id, vcpus);
    return {};
  },
  writeMetadata: (world, { id, metadata }, { host }) => {
    writeMetadata(world, host, id, metadata);
    return { hash: definitionHash(findDomain(world, host, id)) };
  },
  statDisk: (world, { path }, { host }) => ({ file: statDisk(world, host, path) }),
  makeDisk: (world, { image }, { host }) => ({ path: makeDisk(world, host, image) }),
  copyDisk: (world, { from, to }, { host }) => ({ file: copyDisk(world, host, from, to) }),
  uploadDisk: (world, { to, bytes }, { host }) => ({ path: uploadDisk(world, host, to, bytes) }),
  statNetwork: (world, { name }, { host }) => ({ network: statNetwork(world, host, name) }),
  makeNetwork: (world, { name }, { host }) => {
    makeNetwork(world, host, name);
    return {};
  },
  removeNetwork: (world, { name }, { host }) => ({ removed: removeNetwork(world, host, name) }),
  removeDisk: (world, { path }, { host }) => ({ removed: removeDisk(world, host, path) }),
  freeBytes: (world, { folder }, { host }) => ({ bytes: freeBytesAt(world, host, folder) }),
  migrate,
  migrationJob: (world, { id }, { host }) => {
    const migration = world.migrations.get(id);
    findHost(world, host);
    return { progress: migration?.source === host ? readMigration(world, migration) : undefined };
  },
  abortMigration: (world, { id }, { host }) => {
    const { record } = findHost(world, host);
    findDomain(world, host, id);
    if (!hostCapabilities(record).migration.cancel) {
      throw new DriverError('unsupported', `${record.hypervisor} on ${host} cannot cancel a migration.`, {
        native: {
          code: 3,
          name: 'SIM_NO_SUPPORT',
          message: 'this function is not supported by the hypervisor: abort job',
        },
      });
    }
    const message = 'The migration was cancelled; the domain runs on where it was.';
    abortMigration(
      world,
      id,
      new DriverError('cancelled', message, {
        native: { code: 78, name: 'SIM_ABORTED', message: 'operation aborted: migration out job: canceled by client' },
      }),
    );
    return {};
  },
  runInside: (world, { id, argv, input }, { host }) => runInside(world, host, id, { argv, input }),
  guestAddresses,
  hearGuest,
  listenGuest,
  batchNodes: (world) => ({ nodes: allNodes(world).map((node) => encodeNode(node, world.nowMs)) }),
  batchSlots: (world, { id }) => {
    const node = findNode(world, id);
    return { node: node === undefined ? undefined : encodeNode(node.domain, world.nowMs) };
  },
  closeSlots: (world, { id, reason }) => {
    closeSlots(world, id, reason);
    return {};
  },
  openSlots: (world, { id }) => {
    openSlots(world, id);
    return {};
  },
  power: (world, { off }, { host }) => {
    if (off) failHost(world, host, abortBecauseHostFailed);
    return { alive: isPowered(world, host) };
  },
  fault: (world, { fault }, { host }) => {
    applyFault(world, host, fault);
    return {};
  },
};
