import { domainId } from '@/lib/domain/ids';
import { waitUntil } from '@/tools/shared/wait-until';
import type { RealSite } from './real-site';

/** Types a line at the console of a real domain, and reads until it has said something. @returns all that it said */
export async function atConsole(
  site: RealSite,
  name: string,
  { line, until, deadlineMs }: { readonly line: string; readonly until: string; readonly deadlineMs: number },
): Promise<string> {
  const row = await site.domain(name);
  const { uri } = await site.db.host.findUniqueOrThrow({ where: { id: row.hostId ?? '' } });
  const host = await site.driver.connect({ uri });
  let said = '';
  try {
    const shell = await host.openConsole(domainId(row.id), {
      onBytes: (bytes) => {
        said += Buffer.from(bytes).toString('latin1');
      },
      onEnd: () => undefined,
    });
    await shell.write(Buffer.from(`${line}\n`));
    await waitUntil(`${name} says ${until}`, () => said.includes(until), { deadlineMs });
    await shell.close();
    return said;
  } finally {
    await host.close();
  }
}
