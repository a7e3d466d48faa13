import { describeSite } from '@/lib/glue/describe-site';
import { renderJson } from '@/lib/glue/render-json';
import { renderLdif } from '@/lib/glue/render-ldif';
import { fileResponse } from '@/lib/server/http/file-response';
import type { ServiceContext } from '@/lib/server/service-context';
import { readGlueWorld } from './read-glue-world';

/** Media type of each form; that of LDIF is by usage, nobody has registered one. */
export const GLUE_TYPES = { ldif: 'text/ldif', json: 'application/json' } as const;
export type GlueForm = keyof typeof GLUE_TYPES;

/**
 * The site as GLUE 2.0.
 * @throws AppError `forbidden`
 */
export async function exportGlue(options: {
  readonly context: ServiceContext;
  readonly form: GlueForm;
}): Promise<Response> {
  return glueResponse(await glueText({ ...options, forTheWorld: false }), options.form);
}

/** @param options.forTheWorld see `readGlueWorld` */
export async function glueText(options: {
  readonly context: ServiceContext;
  readonly form: GlueForm;
  readonly forTheWorld: boolean;
}): Promise<string> {
  const { context, form, forTheWorld } = options;
  const site = describeSite(await readGlueWorld({ context, forTheWorld }));
  return form === 'ldif' ? renderLdif([site]) : `${JSON.stringify(renderJson([site]), undefined, 2)}\n`;
}

export const glueResponse = (text: string, form: GlueForm): Response =>
  fileResponse(text, GLUE_TYPES[form], `glue2.${form}`);
