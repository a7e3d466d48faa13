import { AppError } from '@/lib/domain/errors';
import type { DriverName } from '@/lib/domain/host';
import { checkLibvirtUri } from '@/lib/drivers/libvirt/uri';

/** Addresses of the simulated testbed, e.g. `simulated://openlab/dempsey-01`: two names, nothing that reaches outside. */
const SIMULATED = /^simulated:\/\/[A-Za-z0-9-]{1,63}\/[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/**
 * Which driver an address belongs to. Only known schemes pass, and per scheme only parameters that can neither run a
 * program nor read a file: the agent opens it with its own rights.
 * @throws AppError `bad-request` at the field `uri`, with the reason.
 */
export function checkHostUri(uri: string): DriverName {
  if (SIMULATED.test(uri)) return 'simulated';
  const verdict = readLibvirtUri(uri);
  if (verdict.ok) return 'libvirt';
  throw new AppError('bad-request', `uri: ${verdict.reason}`, { fields: [{ field: 'uri', message: verdict.reason }] });
}

function readLibvirtUri(uri: string): ReturnType<typeof checkLibvirtUri> {
  try {
    return checkLibvirtUri(uri);
  } catch (error) {
    if (error instanceof URIError) return { ok: false, reason: 'The address holds a % that is no escape.' };
    throw error;
  }
}

/** `tcp://host[:port]`, `tls://…`, `rdma://…` or `unix:///path`: what libvirt takes as a migration address. */
const MIGRATION_URI = /^((tcp|tls|rdma):\/\/[^\s/?#@]+|unix:\/\/\/[^\s?#]+)$/;

/** @throws AppError `bad-request` at the field `migrationUri`. */
export function checkMigrationUri(uri: string | null | undefined): void {
  if (uri === null || uri === undefined || MIGRATION_URI.test(uri)) return;
  const message = 'write tcp://host, tcp://host:port, tls://…, rdma://… or unix:///path';
  throw new AppError('bad-request', `migrationUri: ${message}`, { fields: [{ field: 'migrationUri', message }] });
}
