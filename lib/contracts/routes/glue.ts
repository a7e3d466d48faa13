import { route, v1 } from './route';

export const glueRoutes = {
  exportGlueLdif: route({
    id: 'exportGlueLdif',
    method: 'GET',
    path: `${v1}/glue2.ldif`,
    tag: 'GLUE',
    summary: 'The site as GLUE 2.0 in LDIF, below o=glue: what a BDII takes',
    access: 'domains:read',
    file: ['text/ldif'],
    status: 200,
  }),
  exportGlueJson: route({
    id: 'exportGlueJson',
    method: 'GET',
    path: `${v1}/glue2.json`,
    tag: 'GLUE',
    summary: 'The same model as JSON: classes without their prefix, what is below an object always a list',
    access: 'domains:read',
    file: ['application/json'],
    status: 200,
  }),
} as const;
