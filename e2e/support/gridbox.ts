/** What the journeys look at and ask, by role and label. */
import { type APIRequestContext, expect, type Locator, type Page } from '@playwright/test';
import { z } from 'zod';

/** A real guest boots and shuts down in seconds; on a machine that does other things besides it takes its time. */
export const GUEST_MS = 45_000;

const DomainBody = z.object({ id: z.string(), name: z.string(), state: z.string(), hostName: z.string().nullable() });
const CandidateBody = z.object({
  hostName: z.string(),
  verdict: z.string(),
  refusals: z.array(z.object({ sentence: z.string() })),
});
const HostBody = z.object({ id: z.string(), name: z.string(), uri: z.string() });

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** One host on the map. */
export const rack = (page: Page, host: string): Locator => page.getByRole('region', { name: host, exact: true });

/** A domain's tile on the host that holds it; the outline on the host it moves to is `arrivingTile`. */
export const tile = (page: Page, host: string, domain: string): Locator =>
  rack(page, host).getByRole('button', { name: new RegExp(`^${literally(domain)}, (?!(.*, )?arriving\\b)`) });

export const arrivingTile = (page: Page, host: string, domain: string): Locator =>
  rack(page, host).getByRole('button', { name: new RegExp(`^${literally(domain)}, (.*, )?arriving\\b`) });

/** The row of a list whose link has this name. */
export const row = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

/** Narrows the list of domains by a query, as its reader does. */
export async function searchDomains(page: Page, query: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Search domains' });
  await box.fill(query);
  await box.press('Enter');
}

/** Opens a domain's page by its list. */
export async function openDomain(page: Page, name: string): Promise<void> {
  await page.goto('/domains');
  await searchDomains(page, `name:${name}`);
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

/** State in the meta line of the domain's page. */
export const stateOf = (page: Page, word: string): Locator =>
  page.getByRole('main').getByText(word, { exact: true }).first();

/** What the API says of a domain, for what a page shows too coarsely or for another client's view. */
export async function readDomain(request: APIRequestContext, name: string): Promise<z.infer<typeof DomainBody>> {
  const answer = await request.get('/api/v1/domains', { params: { q: `name:${name}` } });
  expect(answer.status()).toBe(200);
  const { items } = z.object({ items: z.array(DomainBody) }).parse(await answer.json());
  const found = items.find((domain) => domain.name === name);
  if (found === undefined) throw new Error(`no domain ${name}`);
  return found;
}

export async function readHosts(request: APIRequestContext): Promise<z.infer<typeof HostBody>[]> {
  const answer = await request.get('/api/v1/hosts', { params: { pageSize: 200 } });
  expect(answer.status()).toBe(200);
  return z.object({ items: z.array(HostBody) }).parse(await answer.json()).items;
}

/** Somebody else's command, sent past the page and awaited. `request` carries a session; a page's own origin goes with it. */
export async function command(
  request: APIRequestContext,
  baseURL: string | undefined,
  verb: 'pause' | 'resume' | 'start' | 'shutdown' | 'destroy',
  domain: string,
): Promise<void> {
  const { id } = await readDomain(request, domain);
  const answer = await request.post(`/api/v1/domains/${id}/${verb}`, {
    params: { wait: 30 },
    headers: { origin: baseURL ?? '', 'idempotency-key': crypto.randomUUID() },
    data: {},
  });
  expect(answer.status(), await answer.text()).toBe(202);
}

/** Waits until a host could take the domain at once, by what the API says; a failure tells what it says instead. */
export async function expectCanMove(
  request: APIRequestContext,
  domain: string,
  to: string,
  timeout: number,
): Promise<void> {
  const { id } = await readDomain(request, domain);
  await expect(async () => {
    const answer = await request.get(`/api/v1/domains/${id}/candidates`);
    expect(answer.status(), await answer.text()).toBe(200);
    const { items } = z.object({ items: z.array(CandidateBody) }).parse(await answer.json());
    const candidate = items.find(({ hostName }) => hostName === to);
    expect(JSON.stringify(candidate)).toMatch(/"verdict":"ready/);
  }).toPass({ timeout });
}

/**
 * Lifts the tile and holds it over a host, as long as `look` looks. The pointer is moved by hand: while a drag begins, the
 * drag library holds an unseen element under it, which a checked hover would take for an obstacle.
 */
export async function dragOver(
  page: Page,
  domain: string,
  from: string,
  to: string,
  look: () => Promise<void>,
): Promise<void> {
  await tile(page, from, domain).hover();
  const box = await rack(page, to).boundingBox();
  if (box === null) throw new Error(`${to} is not on the map`);
  await page.mouse.down();
  // A drag begins with the first steps and enters the host with the later ones.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 12 });
  await page.mouse.move(box.x + box.width / 2 + 4, box.y + box.height / 2 + 2, { steps: 4 });
  await expect(rack(page, from), 'the drag has begun').toContainText('it is here now');
  await look();
  await page.mouse.up();
}
