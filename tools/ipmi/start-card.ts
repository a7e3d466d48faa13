/**
 * A management card of OpenIPMI's own simulator: it speaks RMCP+ as a card does, and its power is a file. What is behind the
 * card is nothing; the protocol and the tool that speaks it are real.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { waitUntil } from '@/tools/shared/wait-until';

export interface SimulatedCard {
  readonly port: number;
  readonly username: string;
  readonly password: string;
  isOn(): boolean;
  /** Orders that came, oldest first, e.g. `set power 0`. */
  orders(): readonly string[];
  /** It takes orders and does nothing about them, as a broken one. */
  jam(): void;
  stop(): Promise<void>;
}

/** It answers within a second; a busy machine takes its time. */
const CARD_DEADLINE_MS = 15_000;
const USER = 'gridbox';
// The simulator reads no blanks in it.
const PASSWORD = 'card-secret';

/** @param dir an empty folder of its own */
export async function startSimulatedCard(dir: string): Promise<SimulatedCard> {
  const port = await freeUdpPort();
  const file = (name: string) => join(dir, name);
  mkdirSync(file('state'));
  writeFileSync(file('power'), '1\n');
  writeFileSync(file('orders'), '');
  const EXECUTABLE = 0o755;
  writeFileSync(
    file('control'),
    `#!/bin/sh
echo "$*" >> '${file('orders')}'
verb=$1
shift
case $verb in
get) echo "power:$(cat '${file('power')}')" ;;
set) [ -e '${file('jammed')}' ] || echo "$2" > '${file('power')}' ;;
esac
`,
  );
  chmodSync(file('control'), EXECUTABLE);
  writeFileSync(
    file('lan.conf'),
    `name "card"
set_working_mc 0x20
  startlan 1
    addr 127.0.0.1 ${port}
    priv_limit admin
    allowed_auths_admin md5 straight
    guid a123456789abcdefa123456789abcdef
  endlan
  chassis_control "${file('control')}"
  user 2 true "${USER}" "${PASSWORD}" admin 10 md5 straight
`,
  );
  writeFileSync(
    file('commands'),
    'mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02\nmc_enable 0x20\n',
  );
  const child = spawn('ipmi_sim', ['-c', file('lan.conf'), '-f', file('commands'), '-n', '-s', file('state')], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    // Who listens on a port of UDP is not to be seen from outside but by asking.
    await waitUntil('the card answers', async () => await answers(port), { deadlineMs: CARD_DEADLINE_MS, everyMs: 50 });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    username: USER,
    password: PASSWORD,
    isOn: () => readFileSync(file('power'), 'utf8').trim() === '1',
    orders: () =>
      readFileSync(file('orders'), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    jam: () => {
      if (!existsSync(file('jammed'))) writeFileSync(file('jammed'), '');
    },
    stop,
  };
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

/** A presence ping of RMCP (ASF 2.0), which a card answers to anybody. */
const PING = Buffer.from([0x06, 0x00, 0xff, 0x06, 0x00, 0x00, 0x11, 0xbe, 0x80, 0x00, 0x00, 0x00]);
const PONG_MS = 500;

async function answers(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return await new Promise((resolve) => {
    const end = (heard: boolean) => {
      clearTimeout(timer);
      socket.close(() => resolve(heard));
    };
    const timer = setTimeout(() => end(false), PONG_MS);
    socket.once('message', () => end(true));
    socket.once('error', () => end(false));
    socket.send(PING, port, '127.0.0.1');
  });
}
