// oidc-provider as a portal of a region runs it: anybody of any name signs in with any password.
// The first line of its input says who its client is; it says "ready" and serves until it is ended.
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const told = JSON.parse((await lines.next()).value);

const provider = new Provider(told.issuer, {
  clients: [told.client],
  claims: { openid: ['sub', 'uid'], profile: ['family_name'] },
  conformIdTokenClaims: told.in_id_token !== true,
  findAccount: async (_, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, uid: id, family_name: 'Exemple' }),
  }),
  cookies: { keys: ['a key of the tests'] },
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  jwks: told.jwks,
  // Its own guard against addresses of this machine would stop it: here everything is there.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  pkce: { required: () => true },
  renderError: async (ctx, out) => { ctx.body = JSON.stringify(out); },
});
provider.on('server_error', (_, error) => console.error(error));
provider.on('backchannel.error', (_, error) => console.error(error));
provider.listen(told.port, '127.0.0.1', () => console.log('ready'));
