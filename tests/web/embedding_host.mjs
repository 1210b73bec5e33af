// A portal's front page that is not written in Python: Node's own server, a strict policy, no script
// of its own.  ?portal=… is where garbridge is, ?mode=… how the page shows it.
import { createServer, get } from "node:http";

const element = (portal, attributes) => `
  <script type="module" src="${portal}/mediacentre/static/garbridge-mediacentre.js"></script>
  <garbridge-mediacentre ${attributes}><a id="fallback" href="${portal}/mediacentre/">Mes ressources</a></garbridge-mediacentre>`;

const page = (portal, content) => `<!doctype html><html lang="fr"><head><meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1"><title>Accueil</title>
  <link rel="stylesheet" href="/own.css"><link rel="stylesheet" href="${portal}/mediacentre/static/garbridge.css">
  </head><body><main><h1>Bonjour</h1><form role="search"><label>Sur le site <input name="site"></label></form>${content}</main></body></html>`;

const fragment = (portal, cookie) =>
  new Promise((resolve, reject) =>
    get(`${portal}/mediacentre/fragment?lang=fr`, { headers: { cookie } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => resolve(text));
    }).on("error", reject),
  );

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://host");
  if (url.pathname === "/own.css") {
    response.setHeader("Content-Type", "text/css");
    return response.end(":root { color-scheme: light dark } body { margin: 0; background: light-dark(#fff, #101010); color: light-dark(#111, #eee) } main { padding: 1rem }");
  }
  if (url.pathname !== "/") return response.writeHead(204).end();
  const portal = url.searchParams.get("portal");
  const mode = url.searchParams.get("mode");
  const content =
    mode === "fragment"
      ? await fragment(portal, request.headers.cookie ?? "")
      : mode === "frame"
        ? `<iframe title="Mes ressources" src="${portal}/mediacentre/?embed=1" width="100%" height="700"></iframe>`
        : element(portal, url.searchParams.get("attributes") ?? "");
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader(
    "Content-Security-Policy",
    `default-src 'none'; script-src ${portal}; connect-src ${portal}; img-src 'self'; style-src 'self' ${portal}; frame-src ${portal}`,
  );
  response.end(page(portal, content));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
