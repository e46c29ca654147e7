"use client";
// In the page: the same client, without a key. It knows only the visitor's own token.
import { useState } from "react";
import { RoomsClient } from "acs-rooms";

function clientOf(token) {
  return RoomsClient.throughProxy("/api/rooms-proxy", {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  });
}

export function RoomList() {
  const [found, setFound] = useState([]);
  const [status, setStatus] = useState("");

  async function submit(event) {
    event.preventDefault();
    const rooms = clientOf(new FormData(event.currentTarget).get("token"));
    setStatus("…");
    try {
      if (event.nativeEvent.submitter.value === "create") {
        await rooms.createRoom({ validUntil: new Date(Date.now() + 3_600_000) });
      }
      const list = [];
      for await (const room of rooms.listRooms()) list.push(room);
      setFound(list);
      setStatus(`${list.length} rooms`);
    } catch (error) {
      setFound([]);
      setStatus(error.message);
    }
  }

  return (
    <>
      <form onSubmit={submit}>
        <label>
          Token <input type="password" name="token" required autoComplete="off" />
        </label>{" "}
        <button value="list">List</button> <button value="create">Create one for an hour</button>
      </form>
      <p role="status">{status}</p>
      <ul>
        {found.map(({ id, validUntil }) => (
          <li key={id}>
            {id} until {validUntil.toLocaleString()}
          </li>
        ))}
      </ul>
    </>
  );
}
