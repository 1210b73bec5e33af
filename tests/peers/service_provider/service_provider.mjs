// A SAML service provider made of node-saml alone.  Its settings come as one JSON line; it then
// says "ready" and listens until its input ends.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { SAML } from "@node-saml/node-saml";

const lines = createInterface({ input: process.stdin });
const asked = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);
const saml = new SAML({
  issuer: `${asked.url}/metadata`,
  callbackUrl: `${asked.url}/acs`,
  logoutCallbackUrl: `${asked.url}/slo`,
  entryPoint: `${asked.portal}/saml/sso`,
  logoutUrl: `${asked.portal}/saml/slo`,
  idpIssuer: `${asked.portal}/saml/metadata`,
  idpCert: asked.idpCert,
  privateKey: asked.privateKey,
  publicCert: asked.publicCert,
  signatureAlgorithm: "sha256",
  digestAlgorithm: "sha256",
  identifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  wantAssertionsSigned: true,
  wantAuthnResponseSigned: false,
  // Not "always": node-saml 5.1 looks for it in a LogoutResponse under the name of a Response.
  validateInResponseTo: "ifPresent",
});
const sessions = new Map();
const session = (request) => /node_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
const send = (answer, status, body, headers = {}) => {
  answer.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers });
  answer.end(body);
};
const form = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
};
const ended = ({ nameID, sessionIndex }) => {
  for (const [name, one] of sessions)
    if (one.nameID === nameID && one.sessionIndex === sessionIndex) sessions.delete(name);
};

const pages = {
  "GET /metadata": (request, answer) =>
    send(answer, 200, saml.generateServiceProviderMetadata(null, asked.publicCert), {
      "Content-Type": "application/samlmetadata+xml",
    }),
  "GET /resource": async (request, answer) => {
    const known = sessions.get(session(request));
    if (known) return send(answer, 200, JSON.stringify(known));
    const there = await saml.getAuthorizeUrlAsync(`${asked.url}/resource`, undefined, {});
    send(answer, 302, "", { Location: there });
  },
  "POST /acs": async (request, answer) => {
    const { profile } = await saml.validatePostResponseAsync(await form(request));
    const name = randomUUID();
    sessions.set(name, profile);
    const cookie = `node_session=${name}; Path=/; HttpOnly`;
    send(answer, 303, "", { Location: "/resource", "Set-Cookie": cookie });
  },
  "GET /logout": async (request, answer) => {
    const there = await saml.getLogoutUrlAsync(sessions.get(session(request)), "", {});
    sessions.delete(session(request));
    send(answer, 302, "", { Location: there });
  },
  "POST /slo": async (request, answer) => {
    const fields = await form(request);
    if (fields.SAMLResponse) {
      const { loggedOut } = await saml.validatePostResponseAsync(fields);
      return send(answer, 200, loggedOut ? "logged out" : "not logged out");
    }
    const { profile } = await saml.validatePostRequestAsync(fields);
    ended(profile);
    const back = await saml.getLogoutResponseUrlAsync(profile, fields.RelayState ?? "", {}, true);
    send(answer, 302, "", { Location: back });
  },
};

const server = createServer(async (request, answer) => {
  const page = pages[`${request.method} ${new URL(request.url, asked.url).pathname}`];
  try {
    await (page ?? (() => send(answer, 404, "")))(request, answer);
  } catch (error) {
    send(answer, 403, `refused: ${error.message}`);
  }
});
server.listen(asked.port, "127.0.0.1", () => process.stdout.write("ready\n"));
lines.on("close", () => process.exit(0));
