/** The image of tiny grid nodes, asked for in the background where it can be built and nobody has it. */
import { missingForImages } from '@/tools/images/prerequisites';
import { runCommand } from '@/tools/shared/run-command';

/** It writes two rows; TypeScript in front of it takes a second. The build is the agent's. */
const OFFER_DEADLINE_MS = 60_000;

/** Never rejects: without it everything else runs, and *Images* builds it when somebody asks. */
export async function offerTinyImage(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<void> {
  const missing = missingForImages();
  if (missing.length > 0)
    return log(`no image of tiny grid nodes: this machine has no ${missing.map(({ what }) => what).join(', no ')}`);
  try {
    const { code, stdout, stderr } = await runCommand(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', 'prisma/seed/tiny-image-main.ts'],
      { deadlineMs: OFFER_DEADLINE_MS, env },
    );
    const said = (code === 0 ? stdout : stderr).trim();
    if (said !== '') log(said);
  } catch (error) {
    log(`no image of tiny grid nodes: ${error instanceof Error ? error.message : String(error)}`);
  }
}
