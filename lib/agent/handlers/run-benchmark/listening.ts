/** Does a server listen yet? Pure: what Linux says of its sockets in, an answer out. */

const HEX = 16;
const PORT_DIGITS = 4;

/**
 * @param sockets `/proc/net/tcp` and `/proc/net/tcp6`, one after the other: local address, remote address and state in hexadecimal
 *   digits, 0A being a socket that listens (https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html)
 */
export function isListening(sockets: string, port: number): boolean {
  const digits = port.toString(HEX).toUpperCase().padStart(PORT_DIGITS, '0');
  return new RegExp(`^\\s*\\d+: [0-9A-F]+:${digits} [0-9A-F]+:0000 0A `, 'm').test(sockets);
}
