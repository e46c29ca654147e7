import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built package, which the page was built on and is a part of. */
const PACKAGE = new URL('../node_modules/acs-rooms/', import.meta.url);
const PAGE = new URL('../dist/', import.meta.url);

/**
 * What a test can run on. `embedded`: static files, and the emulator inside the page. `command`: `acs-rooms admin` with
 * the emulator inside the command. `proxy`: `acs-rooms admin` before `acs-rooms emulator`, as before a resource.
 */
export const BACKENDS = ['embedded', 'command'] as const;
export type BackendName = (typeof BACKENDS)[number] | 'proxy';

/** Somebody who serves the page. */
export interface Served {
  url: string;
  /** Empties the emulator and returns what a browser needs in its storage to be let in. */
  admit(): Promise<Record<string, string>>;
  /** Gives the emulator of the command a state; the one in the page has it from the browser. */
  importState?(state: string): Promise<void>;
  close(): Promise<void>;
}

/** Serves the built page. Every page that `openPage` opens there finds no rooms. */
export async function servePage(backend: BackendName = 'embedded'): Promise<Served> {
  return backend === 'embedded' ? serveFiles() : serveCommand(backend);
}

type Files = Map<string, { headers: Record<string, string>; body: Buffer }>;

/** Static files on loopback, with the headers that come with them. */
async function serveFiles(): Promise<Served> {
  const { readPage } = (await import(new URL('dist/admin-files.js', PACKAGE).href)) as { readPage(folder: URL): Files };
  const files = readPage(PAGE);
  const server: Server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (file) response.writeHead(200, file.headers).end(file.body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    // A new browser context has a storage of its own.
    admit: async () => ({}),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export interface Command {
  /** What stood behind the label of a line that it printed. */
  line(label: string): Promise<string>;
  stop(): Promise<void>;
}

/** Runs `acs-rooms` with arguments until it is stopped. */
export function runCommand(args: string[], env: Record<string, string> = {}): Command {
  const program = fileURLToPath(new URL('bin/acs-rooms.js', PACKAGE));
  const { ACS_CONNECTION_STRING: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...inherited, ...env } });
  const exit = once(child, 'exit');
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  return {
    line: (label) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => line.startsWith(label));
          if (found) resolve(found.slice(label.length).trim());
        };
        waiting.add(look);
        exit.then(() => reject(new Error(`acs-rooms ${args.join(' ')} ended before it printed "${label}"`)), reject);
        look();
      }),
    async stop() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/** A started `acs-rooms admin`, and the session that its link gives. */
export async function enterCommand(command: Command): Promise<{ url: string; session: string }> {
  const [url = '', ticket] = (await command.line('open, once:')).split('#session=');
  const response = await fetch(`${url}api/session`, { method: 'POST', body: JSON.stringify({ ticket }) });
  const { session } = (await response.json()) as { session: string };
  return { url, session };
}

async function serveCommand(backend: 'command' | 'proxy'): Promise<Served> {
  const emulator = backend === 'proxy' ? runCommand(['emulator', '--port', '0', '--control', '--quiet']) : undefined;
  const connectionString = await emulator?.line('connection string:');
  const command = runCommand(['admin', '--port', '0'], connectionString ? { ACS_CONNECTION_STRING: connectionString } : {});
  const { url, session } = await enterCommand(command);
  const resetAt = connectionString ? `${/endpoint=(.*?);/.exec(connectionString)?.[1]}_emulator/reset` : `${url}api/emulator/reset`;
  return {
    url,
    async admit() {
      const response = await fetch(resetAt, { method: 'POST', headers: { authorization: `Bearer ${session}` } });
      if (!response.ok) throw new Error(`the emulator was not emptied: ${response.status} ${await response.text()}`);
      return { 'acs-rooms-session': session };
    },
    async importState(state) {
      const response = await fetch(`${url}api/emulator/state`, { method: 'PUT', headers: { authorization: `Bearer ${session}` }, body: state });
      if (!response.ok) throw new Error(`the state was not taken: ${response.status} ${await response.text()}`);
    },
    async close() {
      await command.stop();
      await emulator?.stop();
    },
  };
}
