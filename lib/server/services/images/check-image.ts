import type { z } from 'zod';
import type { CheckImage, ImageChecked } from '@/lib/contracts/images';
import { checkSpecification } from '@/lib/images/check-specification';
import { hashSpecification } from '@/lib/images/hash-specification';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import type { ServiceContext } from '@/lib/server/service-context';

/** What is wrong with a specification while it is written. */
export function checkImage(options: {
  readonly context: ServiceContext;
  readonly input: CheckImage;
}): z.input<typeof ImageChecked> {
  requireScope(options.context.actor, 'images:build');
  const checked = checkSpecification(options.input.yaml, getConfig().imageMirror);
  if ('problems' in checked) return { problems: [...checked.problems], understood: null };
  const { specification } = checked;
  const { name, suite, base, output, packages, kernel = null, files } = specification;
  return {
    problems: [],
    understood: {
      name,
      suite,
      base,
      kernel,
      output: output.kind,
      hash: hashSpecification(specification),
      packages: packages.length,
      files: files.length,
    },
  };
}
