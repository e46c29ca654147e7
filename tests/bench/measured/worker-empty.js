export default { fetch: () => new Response("HMAC-SHA256 of nothing") };
