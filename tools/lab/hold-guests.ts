/**
 * A lab's own guests share the one processor of their emulated host with the test, those of the rig the machine: those that it does
 * not ask stand still.
 */
import { tryVirsh } from '@/tools/rig/virsh';

/** Pauses those of these guests that run, on whichever of the hosts. @returns what lets them run on */
export async function holdGuests(
  hosts: readonly { readonly uri: string }[],
  names: readonly string[],
): Promise<() => Promise<void>> {
  const held: { readonly uri: string; readonly name: string }[] = [];
  for (const name of names)
    // It is on one of them; another file of the project may have moved it.
    for (const { uri } of hosts) if ((await tryVirsh(uri, ['suspend', name])).code === 0) held.push({ uri, name });
  return async () => {
    for (const { uri, name } of held) await tryVirsh(uri, ['resume', name]);
  };
}
