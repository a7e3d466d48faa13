/**
 * The simulated testbed as a process of its own, as a hypervisor's daemon is: the end of an agent does not end it, and
 * its own end loses nothing.
 *
 *   GRIDBOX_SIM_SOCKET  unix socket to listen on
 *   GRIDBOX_SIM_DATA    directory of its files; made where missing
 *   GRIDBOX_SIM_FLEET   `HOSTSxDOMAINS` for a large fleet instead of the testbed, e.g. `1250x20000`; first start only
 *
 * Prints one line of JSON when it is ready: `{"ready":true,"socket":…,"hosts":…,"domains":…}`.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { z } from 'zod';
import { createJournal, readWorldFiles } from './journal';
import { createLineReader } from './line-frames';
import { createWorldServer, type WorldServer } from './serve/world-server';
import { generateFleet } from './fleet';
import { openlabTestbed } from './testbed';
import { resumePlans } from './world/lifecycle';
import { createWorld } from './world/world';

const Environment = z.object({
  GRIDBOX_SIM_SOCKET: z.string().min(1),
  GRIDBOX_SIM_DATA: z.string().min(1),
  GRIDBOX_SIM_FLEET: z
    .string()
    .regex(/^\d{1,5}x\d{1,6}$/)
    .optional(),
});

async function main(): Promise<void> {
  const environment = Environment.parse(process.env);
  const { GRIDBOX_SIM_SOCKET: socketPath, GRIDBOX_SIM_DATA: directory, GRIDBOX_SIM_FLEET: fleet } = environment;
  await takeSocket(socketPath);
  const nowMs = Date.now();
  const seed = readWorldFiles(directory) ?? (fleet === undefined ? openlabTestbed(nowMs) : fleetOf(fleet, nowMs));
  const world = createWorld({ seed, nowMs, randomSeed: nowMs });
  resumePlans(world);
  const journal = createJournal(world, directory);
  const server = createWorldServer({ world, persist: () => journal.persist() });
  const listener = listen(server, socketPath);
  listener.once('listening', () => {
    // The world belongs to whoever runs it.
    chmodSync(socketPath, 0o600);
    server.tick();
    process.stdout.write(
      `${JSON.stringify({ ready: true, socket: socketPath, hosts: seed.hosts.length, domains: seed.domains.length })}\n`,
    );
  });
  const stop = (): void => {
    listener.close();
    server.stop();
    journal.close();
    rmSync(socketPath, { force: true });
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fleetOf(text: string, nowMs: number): ReturnType<typeof generateFleet> {
  const [hosts = 0, domains = 0] = text.split('x').map(Number);
  return generateFleet({ hosts, domains, seed: text, nowMs });
}

/** A socket left by a killed process is removed; one that somebody answers on is not ours to take. */
async function takeSocket(path: string): Promise<void> {
  const alive = await new Promise<boolean>((resolve) => {
    const probe = createConnection(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (alive) throw new Error(`Another simulated testbed already listens on ${path}.`);
  rmSync(path, { force: true });
}

function listen(server: WorldServer, path: string): Server {
  const listener = createServer((socket) => {
    const session = server.open((frames) =>
      socket.write(`${frames.map((frame) => JSON.stringify(frame)).join('\n')}\n`),
    );
    const receive = createLineReader(
      (value) => {
        try {
          session.receive(value);
        } catch (error) {
          // A frame of an unknown form: this client is broken, the others are not.
          socket.destroy(error instanceof Error ? error : undefined);
        }
      },
      () => socket.destroy(),
    );
    socket.on('data', receive);
    // `close` follows; without a listener an error would end the whole process.
    socket.on('error', () => undefined);
    socket.once('close', () => session.close());
  });
  listener.listen(path);
  return listener;
}

await main();
