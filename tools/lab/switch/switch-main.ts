/**
 * The switch between the machines of a lab: Ethernet frames as UDP datagrams on the loopback address. A process of its
 * own, so that the machines keep their network when whoever started them has gone.
 * Arguments: port of the switch (host n sends from port + n), number of hosts, file of cuts, and, where guests can be reached from
 * outside, the address of the gateway, which is the end after the hosts'.
 */
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync } from 'node:fs';
import { gatewayMac } from '@/tools/rig/gateway/frames';
import { NeighbourWatch } from '@/tools/rig/gateway/neighbour-watch';
import { FrameSwitch, parseCuts } from './frame-switch';

const [portText, hostsText, cutsFile, gateway] = process.argv.slice(2);
const port = Number(portText);
const hosts = Number(hostsText);
if (!Number.isInteger(port) || !Number.isInteger(hosts) || cutsFile === undefined) {
  console.error('usage: switch-main PORT HOSTS CUTS-FILE [GATEWAY]');
  process.exit(2);
}

/** A cut is felt within this time; reading a file for each frame would cost more than carrying it. */
const CUTS_EVERY_MS = 50;
/** Bytes the kernel keeps while we are busy: a burst of a migration that is dropped costs it a retransmission. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

const frames = new FrameSwitch(hosts, gateway === undefined ? undefined : gatewayMac(gateway));
const readCuts = (): void => frames.cut(existsSync(cutsFile) ? parseCuts(readFileSync(cutsFile, 'utf8')) : []);
readCuts();
setInterval(readCuts, CUTS_EVERY_MS);

const socket = createSocket({
  type: 'udp4',
  recvBufferSize: RECEIVE_BUFFER_BYTES,
  sendBufferSize: RECEIVE_BUFFER_BYTES,
});
const carry = (from: number, frame: Buffer): void => {
  for (const end of frames.route(from, frame)) socket.send(frame, port + end, '127.0.0.1');
};
const watch = gateway === undefined ? undefined : new NeighbourWatch(gateway);
socket.on('message', (frame, sender) => {
  const from = sender.port - port;
  if (from <= hosts) watch?.heard(frame, performance.now());
  else {
    const question = watch?.questionBefore(frame, performance.now());
    if (question !== undefined) carry(from, question);
  }
  carry(from, frame);
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
socket.bind(port, '127.0.0.1', () => console.log('ready'));
process.on('SIGTERM', () => process.exit(0));
