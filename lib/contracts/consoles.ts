import { z } from 'zod';
import { TYPED_MAX_BYTES } from '@/lib/domain/console';

/** Four characters stand for three bytes. */
const BASE64_MAX = Math.ceil(TYPED_MAX_BYTES / 3) * 4;

export const OpenConsole = z.object({}).strict().meta({ id: 'OpenConsole' });

export const TypeInConsole = z
  .object({
    /** Bytes as the terminal sends them, in base64. */
    data: z.base64().min(1).max(BASE64_MAX),
  })
  .strict()
  .meta({ id: 'TypeInConsole' });

/** What the stream of an open console says, in `data:` of each event. */
export const ConsoleFrame = z
  .discriminatedUnion('frame', [
    /** The first one; what is typed goes to this console. */
    z.object({ frame: z.literal('opened'), consoleId: z.uuid() }),
    /** The guest's console is connected: what follows is what it writes. */
    z.object({ frame: z.literal('connected') }),
    z.object({ frame: z.literal('output'), data: z.base64() }),
    /** The last one, with a sentence. */
    z.object({ frame: z.literal('ended'), reason: z.string() }),
  ])
  .meta({ id: 'ConsoleFrame' });
export type ConsoleFrame = z.infer<typeof ConsoleFrame>;
