import { defineConfig } from 'prisma/config';

// `generate` is the only Prisma command the project runs through its own program; migrations go through tools/db (docs/decisions).
export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
