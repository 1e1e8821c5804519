// The site under test: built into a folder of its own, served on loopback, every page known.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

/** The folder of the portal. */
export const root = process.env.SITE;
if (!root) throw new Error("SITE must name the folder of the built portal; tests/run sets it");

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** Addresses of all pages of the portal, or of the site in another folder, in order. */
export function addresses(top = root) {
  const found = [];
  const visit = (folder, address) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) visit(path.join(folder, entry.name), `${address}${entry.name}/`);
      else if (entry.name === "index.html") found.push(address);
      else if (entry.name.endsWith(".html")) found.push(`${address}${entry.name}`);
    }
  };
  visit(top, "/");
  return found.sort();
}

/** The headers that `_headers` asks for with every file. */
export function headers() {
  const [, block] = fs.readFileSync(path.join(root, "_headers"), "utf8").match(/^\/\*\n((?: {2}.*\n)+)/);
  return Object.fromEntries(block.trim().split("\n").map((line) => line.trim().split(/: (.*)/s).slice(0, 2)));
}

/** Serves the portal, or another folder, on a free port of the loopback address, with the headers the portal asks for unless others
 * are given; text is packed, as any web server does. */
export async function serve(extra = headers(), top = root) {
  const server = http.createServer((request, response) => {
    const address = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = path.join(top, address.endsWith("/") ? `${address}index.html` : address);
    const packs = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    const answer = (status, file, content) => {
      const type = types[path.extname(file)];
      const packing = packs && type ? { "content-encoding": "gzip" } : {};
      response.writeHead(status, { "content-type": type ?? "application/octet-stream", ...packing, ...extra });
      response.end(packing["content-encoding"] ? zlib.gzipSync(content) : content);
    };
    fs.readFile(file, (error, content) => {
      if (!error) return answer(200, file, content);
      const notFound = path.join(top, "404.html");
      answer(404, notFound, fs.readFileSync(notFound));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
