// A provider of OpenID Connect on this machine, with one person and RSA keys (RS256).
import { createServer } from "node:http";
import { createHash, generateKeyPairSync, sign } from "node:crypto";

const encoded = (value) => Buffer.from(value).toString("base64url");

/** Starts it; `said` holds what its tokens say besides, and can be changed. */
export async function provider(client, secret, said = {}) {
  const codes = new Map();
  let key;
  const turn = () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const kid = createHash("sha256").update(publicKey.export({ format: "der", type: "spki" })).digest("hex");
    key = { kid, privateKey, published: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" } };
  };
  turn();
  const server = createServer(async (request, response) => {
    const issuer = `http://${request.headers.host}`;
    const url = new URL(request.url, issuer);
    const answer = (value, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (url.pathname === "/.well-known/openid-configuration") {
      answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        end_session_endpoint: `${issuer}/out`,
        code_challenge_methods_supported: ["S256"],
      });
    } else if (url.pathname === "/keys") {
      answer({ keys: [key.published] });
    } else if (url.pathname === "/authorize") {
      // A page of another site, on which a person presses a button.
      const code = encoded(createHash("sha256").update(url.search).digest());
      codes.set(code, url.searchParams);
      const back = `${url.searchParams.get("redirect_uri")}?code=${code}&state=${url.searchParams.get("state")}`;
      response.writeHead(200, { "content-type": "text/html" });
      response.end(`<!doctype html><title>Example House</title><a id="yes" href="${back.replaceAll("&", "&amp;")}">It is me</a>`);
    } else if (url.pathname === "/token") {
      let body = "";
      for await (const piece of request) body += piece;
      const fields = new URLSearchParams(body);
      const asked = codes.get(fields.get("code"));
      codes.delete(fields.get("code"));
      const verifier = createHash("sha256").update(fields.get("code_verifier") ?? "").digest("base64url");
      const who = `Basic ${Buffer.from(`${client}:${secret}`).toString("base64")}`;
      if (!asked || verifier !== asked.get("code_challenge") || request.headers.authorization !== who) {
        return answer({ error: "invalid_grant" }, 400);
      }
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: issuer, sub: "kim-7", aud: client, iat: now, exp: now + 60, nonce: asked.get("nonce"), ...said };
      const head = encoded(JSON.stringify({ alg: "RS256", kid: key.kid }));
      const signed = `${head}.${encoded(JSON.stringify(claims))}`;
      const signature = sign("RSA-SHA256", Buffer.from(signed), key.privateKey).toString("base64url");
      answer({ access_token: "none", token_type: "Bearer", id_token: `${signed}.${signature}` });
    } else {
      answer({}, 404);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // By this name it is another site than the desk, whose cookies a browser then keeps back.
  const issuer = `http://localhost:${server.address().port}`;
  return { issuer, said, turn, stop: () => server.close() };
}
