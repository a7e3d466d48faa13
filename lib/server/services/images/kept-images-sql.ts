import { z } from 'zod';

/** Images whose files are there, with why each must stay. */
export const KEPT_IMAGES = `
  select i."id"::text as "id", s."id"::text as "imageId", s."name", s."version", i."digest", i."builtAt", i."bytes"::text as "bytes", s."forJobs",
    array(select u."reason" from "ImageUse" u where u."imageId" = i."id" order by u."since", u."subject") as "uses"
  from "Image" i join "ImageSpecification" s on s."id" = i."specificationId"
  where i."removedAt" is null order by s."name", s."version" desc, i."builtAt" desc`;

export const KeptImage = z.object({
  id: z.string(),
  imageId: z.string(),
  name: z.string(),
  version: z.number(),
  digest: z.string(),
  builtAt: z.coerce.date(),
  bytes: z.coerce.number(),
  forJobs: z.boolean(),
  uses: z.array(z.string()),
});
export type KeptImage = z.infer<typeof KeptImage>;
