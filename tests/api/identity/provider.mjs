// A certified OpenID Provider with one client and one person: provider.mjs LIBRARY PORT ORIGIN
// PERSON. Signing in is its own two pages; any password will do.
const [library, port, origin, person] = process.argv.slice(2);
const { Provider } = await import(library);
const claims = JSON.parse(person);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "thidin",
      client_secret: "made-up",
      redirect_uris: [`${origin}/api/v1/sign-in/digital/callback`],
    },
  ],
  scopes: ["openid", "profile"],
  claims: { profile: Object.keys(claims) },
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...claims, sub: id }) }),
});
provider.listen(Number(port), "127.0.0.1");
