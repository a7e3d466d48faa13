import { publishGlue } from '@/lib/server/services/glue/publish-glue';

export const dynamic = 'force-dynamic';

export const GET = publishGlue('json');
