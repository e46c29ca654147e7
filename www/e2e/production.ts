import { createRoomsProxy } from 'acs-rooms/proxy';
import { RoomsEmulator } from 'acs-rooms/emulator';
import type { Page, Route } from 'playwright-core';

export const PRODUCTION_HOST = 'contoso.unitedstates.communication.azure.com';

/**
 * Lets the page's server say that it stands before a production resource, and answer as one: an emulator in this
 * process, behind the same proxy.
 */
export async function pretendProduction(page: Page): Promise<RoomsEmulator> {
  const emulator = new RoomsEmulator();
  const proxy = createRoomsProxy({ connectionString: emulator.connectionString, fetch: emulator.fetch, basePath: '/api/rooms-proxy', authorize: () => true });
  await page.route('**/api/connection.json', (route) =>
    route.fulfill({ json: { kind: 'proxy', endpoint: `https://${PRODUCTION_HOST}/`, environment: 'production' } }),
  );
  await page.route('**/api/rooms-proxy/**', async (route: Route) => {
    const request = route.request();
    const headers = await request.allHeaders();
    for (const name of Object.keys(headers)) if (name.startsWith(':')) delete headers[name];
    const answer = await proxy(new Request(request.url(), { method: request.method(), headers, body: request.postData() ?? undefined }));
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() });
  });
  return emulator;
}
