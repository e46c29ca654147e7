/** Makes a client and answers with what it signs its first request with. */
export const answer = (RoomsClient) =>
  new Promise((resolve, reject) => {
    globalThis.fetch = async (url, init) => {
      resolve(new Response(new Headers(init.headers).get("authorization")));
      return new Response("{}");
    };
    const client = new RoomsClient("endpoint=https://contoso.communication.azure.com/;accesskey=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    client.getRoom("99480215317774646").catch(reject);
  });
