/** What a test that fails half way leaves on a rig's hosts would fail every test after it. For tests only. */
import { listDomainNames, tryVirsh } from '@/tools/rig/virsh';

/** @returns what takes away every domain that was not there when this was called. */
export async function leaveAsFound(hosts: readonly { readonly uri: string }[]): Promise<() => Promise<void>> {
  const found = new Map<string, readonly string[]>();
  for (const { uri } of hosts) found.set(uri, await listDomainNames(uri, 'all'));
  const before = new Set([...found.values()].flat());
  return async () => {
    for (const { uri } of hosts)
      for (const name of await listDomainNames(uri, 'all')) {
        if (before.has(name)) continue;
        await tryVirsh(uri, ['destroy', name]);
        // A transient one is gone by then.
        await tryVirsh(uri, ['undefine', name]);
      }
  };
}
