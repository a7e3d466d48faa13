/**
 * The gateway between this machine and the segment of a rig's guests, as an ordinary user: QEMU's own network (no machine, no guest)
 * opens the doors and speaks TCP, and this process carries frames between it and the segment. A process of its own, so that it
 * outlives whoever raised the rig, as the hosts do.
 * Arguments: key of the rig, address and port of the segment, and as whom QEMU runs (`uid:gid`, or `-` for us).
 */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { commandAs } from '@/tools/shared/service-user';
import { FrameReader, frameToStream, gatewayMac, isForGateway } from './frames';
import { gatewayNetdev, RIG_GUESTS } from './gateway-plan';
import { NeighbourWatch } from './neighbour-watch';

const [rigKey = '', group = '', portText = '', user = ''] = process.argv.slice(2);
const port = Number(portText);
if (!/^[0-9a-f]{6}$/.test(rigKey) || !Number.isInteger(port) || !/^(\d+:\d+|-)$/.test(user)) {
  console.error('usage: gateway-main RIG-KEY GROUP PORT UID:GID|-');
  process.exit(2);
}

/** Of frames that wait for QEMU. Beyond it they are dropped, as on any wire that is full: TCP sends them again. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

const fail = (what: string) => (error: unknown) => {
  console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
};

const segment = createSocket({ type: 'udp4', reuseAddr: true });
segment.on('error', fail('segment'));
segment.bind(port, group, () => {
  segment.addMembership(group);
  // Guests are on this machine alone.
  segment.setMulticastTTL(1);
  const server = createServer((qemu) => {
    server.close();
    carry(qemu);
  });
  server.on('error', fail('stream'));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') return fail('stream')('a server without a port');
    startQemu(address.port);
  });
});

const GATEWAY_MAC = gatewayMac(RIG_GUESTS.gatewayAddress);

function carry(qemu: Socket): void {
  const reader = new FrameReader();
  qemu.setNoDelay(true);
  const watch = new NeighbourWatch(RIG_GUESTS.gatewayAddress);
  segment.on('message', (frame) => {
    watch.heard(frame, performance.now());
    if (isForGateway(frame, GATEWAY_MAC) && qemu.writableLength < MOST_WAITING_BYTES) qemu.write(frameToStream(frame));
  });
  qemu.on('data', (piece: Buffer) => {
    try {
      for (const frame of reader.read(piece)) {
        const question = watch.questionBefore(frame, performance.now());
        if (question !== undefined) segment.send(question, port, group);
        segment.send(frame, port, group);
      }
    } catch (error) {
      fail('stream')(error);
    }
  });
  qemu.on('error', fail('stream'));
  qemu.on('close', () => fail('stream')('QEMU closed it'));
  console.log('ready');
}

function startQemu(stream: number): void {
  const args = [
    '-machine',
    'none',
    '-nodefaults',
    '-display',
    'none',
    '-netdev',
    gatewayNetdev(rigKey, RIG_GUESTS, 'nat'),
    '-netdev',
    `socket,id=segment,connect=127.0.0.1:${stream}`,
    '-netdev',
    'hubport,id=a,hubid=0,netdev=nat',
    '-netdev',
    'hubport,id=b,hubid=0,netdev=segment',
  ];
  const [uid, gid] = user.split(':').map(Number);
  const command = commandAs(
    uid === undefined || gid === undefined ? undefined : { name: 'rig', uid, gid },
    // The kernel ends it when we die, however that is.
    'setpriv',
    ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...args],
  );
  const child = spawn(command.program, command.args, { stdio: ['ignore', 'inherit', 'inherit'] });
  child.on('error', fail('QEMU'));
  child.on('exit', (code) => fail('QEMU')(`ended with ${code ?? 'a signal'}`));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      child.kill('SIGKILL');
      process.exit(0);
    });
}
