// A page without a secret of the resource. It knows only the visitor's own token.
import { RoomsClient } from "/acs-rooms/client-inline.js";

const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const list = document.querySelector("ul");

function clientOf(token) {
  return RoomsClient.throughProxy("/api/rooms-proxy", {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const rooms = clientOf(form.elements.token.value);
  status.textContent = "…";
  try {
    if (event.submitter.value === "create") {
      await rooms.createRoom({ validFrom: new Date(), validUntil: new Date(Date.now() + 3_600_000) });
    }
    const items = [];
    for await (const room of rooms.listRooms()) {
      const item = document.createElement("li");
      item.textContent = `${room.id} until ${room.validUntil.toLocaleString()}`;
      items.push(item);
    }
    list.replaceChildren(...items);
    status.textContent = `${items.length} rooms`;
  } catch (error) {
    list.replaceChildren();
    status.textContent = error.message;
  }
});
