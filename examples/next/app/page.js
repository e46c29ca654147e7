import { RoomList } from "./room-list.js";

export default function Page() {
  return (
    <main>
      <h1>Rooms</h1>
      <RoomList />
    </main>
  );
}
