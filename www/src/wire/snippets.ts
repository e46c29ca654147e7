import { operationOf, type Operation, type RoomFields, type WireParticipant } from './operation.ts';
import type { WireCall } from './log.svelte.ts';

/** Languages a call can be copied as. All take the access key from the environment variable `ACS_ACCESS_KEY`. */
export const SNIPPETS = ['curl', 'javascript', 'python'] as const;
export type SnippetLanguage = (typeof SNIPPETS)[number];

type Copied = Pick<WireCall, 'method' | 'path' | 'body'>;

/** The call as a program. `endpoint` is the resource's, not the proxy's. */
export function snippet(language: SnippetLanguage, call: Copied, endpoint: string): string {
  const base = endpoint.replace(/\/$/, '');
  if (language === 'curl') return curl(call, base);
  const operation = operationOf(call);
  if (!operation) return '';
  return language === 'javascript' ? javascript(operation, base) : python(operation, base);
}

// ------------------------------------------------------------------------ curl

/** In single quotes, where a shell looks at nothing. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Signs as the service asks, with what every Unix has. */
function curl({ method, path: whole, body = '' }: Copied, endpoint: string): string {
  // The log keeps no continuation tokens, so a later page of a list becomes the first.
  const path = whole.replace(/(?<=[?&])nextLink=[^&]*&?/, '').replace(/[?&]$/, '');
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const sending = body ? ` \\\n  -H 'Content-Type: ${type}' \\\n  --data-raw "$body"` : '';
  return `endpoint=${quoted(endpoint)}
method=${quoted(method)}
path=${quoted(path)}
body=${quoted(body)}
key=\${ACS_ACCESS_KEY:?set it to the access key of the resource}

host=\${endpoint#*://}
date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
hash=$(printf '%s' "$body" | openssl dgst -sha256 -binary | base64)
hexkey=$(printf '%s' "$key" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
signature=$(printf '%s\\n%s\\n%s;%s;%s' "$method" "$path" "$date" "$host" "$hash" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hexkey" -binary | base64)

curl -i -X "$method" "$endpoint$path" \\
  -H "x-ms-date: $date" \\
  -H "x-ms-content-sha256: $hash" \\
  -H "Authorization: HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=$signature"${sending}
`;
}

// ------------------------------------------------------------------ JavaScript

function javascript(operation: Operation, endpoint: string): string {
  const names = ['RoomsClient'];
  const identifier = (rawId: string) => `createIdentifierFromRawId(${JSON.stringify(rawId)})`;
  const participant = ({ rawId, role }: WireParticipant) => `    { id: ${identifier(rawId)}${role ? `, role: ${JSON.stringify(role)}` : ''} },\n`;
  const people = (participants: WireParticipant[]) => `[\n${participants.map(participant).join('')}  ]`;
  const options = (fields: RoomFields, participants: WireParticipant[] = []) => {
    const lines = Object.entries(fields).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`);
    if (participants.length > 0) lines.push(`  participants: ${people(participants)},\n`);
    return lines.length > 0 ? `{\n${lines.join('')}}` : '';
  };
  const code = (): string => {
    switch (operation.name) {
      case 'createRoom':
        return `const room = await rooms.createRoom(${options(operation.fields, operation.participants)});\nconsole.log(room);`;
      case 'updateRoom':
        return `const room = await rooms.updateRoom(${JSON.stringify(operation.roomId)}, ${options(operation.fields) || '{}'});\nconsole.log(room);`;
      case 'getRoom':
        return `console.log(await rooms.getRoom(${JSON.stringify(operation.roomId)}));`;
      case 'deleteRoom':
        return `await rooms.deleteRoom(${JSON.stringify(operation.roomId)});`;
      case 'listRooms':
        return 'for await (const room of rooms.listRooms()) console.log(room);';
      case 'listParticipants':
        return `for await (const participant of rooms.listParticipants(${JSON.stringify(operation.roomId)})) console.log(participant);`;
      case 'addOrUpdateParticipants':
        return `await rooms.addOrUpdateParticipants(${JSON.stringify(operation.roomId)}, ${people(operation.participants)});`;
      case 'removeParticipants':
        return `await rooms.removeParticipants(${JSON.stringify(operation.roomId)}, [\n${operation.rawIds.map((rawId) => `  ${identifier(rawId)},\n`).join('')}]);`;
    }
  };
  const body = code();
  if (body.includes('createIdentifierFromRawId')) names.unshift('createIdentifierFromRawId');
  return `import { ${names.join(', ')} } from "acs-rooms";

const rooms = new RoomsClient(${JSON.stringify(endpoint)}, { key: process.env.ACS_ACCESS_KEY });
${body}
`;
}

// ---------------------------------------------------------------------- Python

/** JSON's escapes are Python's too. */
const text = (value: string) => JSON.stringify(value);

const PYTHON_FIELDS = { validFrom: 'valid_from', validUntil: 'valid_until', pstnDialOutEnabled: 'pstn_dial_out_enabled' } as const;

/** Python before 3.11 reads no `Z`, and no more than six digits of a second. */
function pythonTime(time: string): string {
  return `datetime.fromisoformat(${text(new Date(time).toISOString().replace('Z', '+00:00'))})`;
}

function python(operation: Operation, endpoint: string): string {
  const fields = (given: RoomFields) =>
    Object.entries(given).map(([name, value]) => {
      const shown = typeof value === 'boolean' ? (value ? 'True' : 'False') : pythonTime(String(value));
      return `    ${PYTHON_FIELDS[name as keyof typeof PYTHON_FIELDS]}=${shown},\n`;
    });
  const user = (rawId: string) => `CommunicationUserIdentifier(${text(rawId)})`;
  const role = (name: string | undefined) => (name ? `, role=ParticipantRole.${name.toUpperCase()}` : '');
  const people = (participants: WireParticipant[]) =>
    `    participants=[\n${participants.map((one) => `        RoomParticipant(communication_identifier=${user(one.rawId)}${role(one.role)}),\n`).join('')}    ],\n`;
  const call = (name: string, lines: string[]) => (lines.length > 0 ? `client.${name}(\n${lines.join('')})` : `client.${name}()`);
  const code = (): string => {
    switch (operation.name) {
      case 'createRoom':
        return `room = ${call('create_room', [...fields(operation.fields), ...(operation.participants.length > 0 ? [people(operation.participants)] : [])])}\nprint(room)`;
      case 'updateRoom':
        return `room = ${call('update_room', [`    room_id=${text(operation.roomId)},\n`, ...fields(operation.fields)])}\nprint(room)`;
      case 'getRoom':
        return `print(client.get_room(${text(operation.roomId)}))`;
      case 'deleteRoom':
        return `client.delete_room(${text(operation.roomId)})`;
      case 'listRooms':
        return 'for room in client.list_rooms():\n    print(room)';
      case 'listParticipants':
        return `for participant in client.list_participants(${text(operation.roomId)}):\n    print(participant)`;
      case 'addOrUpdateParticipants':
        return call('add_or_update_participants', [`    room_id=${text(operation.roomId)},\n`, people(operation.participants)]);
      case 'removeParticipants':
        return call('remove_participants', [`    room_id=${text(operation.roomId)},\n`, `    participants=[\n${operation.rawIds.map((rawId) => `        ${user(rawId)},\n`).join('')}    ],\n`]);
    }
  };
  const body = code();
  const names = ['CommunicationUserIdentifier', 'ParticipantRole', 'RoomParticipant', 'RoomsClient'].filter((name) => name === 'RoomsClient' || body.includes(name));
  return `import os
${body.includes('datetime.') ? 'from datetime import datetime\n' : ''}
from azure.communication.rooms import ${names.join(', ')}
from azure.core.credentials import AzureKeyCredential

client = RoomsClient(${text(endpoint)}, AzureKeyCredential(os.environ["ACS_ACCESS_KEY"]))
${body}
`;
}
