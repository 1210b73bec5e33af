// A relying party made of openid-client alone.  One JSON line in, one out, in turn:
// the settings, then where the browser ended; the address to send it to, then what was understood.
import { createInterface } from "node:readline";
import { webcrypto } from "node:crypto";
import * as client from "openid-client";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const write = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);

const asked = await read();
const method = {
  client_secret_basic: () => client.ClientSecretBasic(asked.secret),
  client_secret_post: () => client.ClientSecretPost(asked.secret),
  private_key_jwt: async () =>
    client.PrivateKeyJwt({
      kid: asked.jwk.kid,
      key: await webcrypto.subtle.importKey(
        "jwk", asked.jwk, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"],
      ),
    }),
}[asked.method];

// What lies between the portal and the client: it may change what the token endpoint says.
const between = async (url, options) => {
  const answer = await fetch(url, options);
  if (!asked.tamper || !String(url).endsWith("/token")) return answer;
  const said = await answer.json();
  const [header, claims, signature] = said.id_token.split(".");
  const told = JSON.parse(Buffer.from(claims, "base64url"));
  const changed = asked.tamper === "claims" ? { ...told, sub: "somebody else" } : told;
  const spoilt = asked.tamper === "signature" ? signature.replace(/^./, (c) => (c === "A" ? "B" : "A")) : signature;
  const key = asked.tamper === "none" ? { alg: "none" } : JSON.parse(Buffer.from(header, "base64url"));
  const written = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  said.id_token = [written(key), written(changed), asked.tamper === "none" ? "" : spoilt].join(".");
  return new Response(JSON.stringify(said), { status: answer.status, headers: answer.headers });
};

const config = await client.discovery(
  new URL(asked.issuer), asked.client_id, undefined, await method(),
  { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks], [client.customFetch]: between },
);
config[client.customFetch] = between;

const code_verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
write({
  url: client.buildAuthorizationUrl(config, {
    redirect_uri: asked.redirect_uri,
    scope: "openid",
    code_challenge: await client.calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...asked.more,
  }).href,
});

const { url } = await read();
try {
  const tokens = await client.authorizationCodeGrant(config, new URL(url), {
    pkceCodeVerifier: code_verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
    ...(asked.maxAge === undefined ? {} : { maxAge: asked.maxAge }),
  });
  const claims = tokens.claims();
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  write({ claims, userinfo, refresh: tokens.refresh_token ?? null });
} catch (error) {
  write({ error: error.code ?? error.name, message: error.message, said: error.error ?? null });
}
process.exit(0);
