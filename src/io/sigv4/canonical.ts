/**
 * Writes a request in the one form that both sides hash, whatever happened to it on the way.
 *
 * Texts are taken as Node hands them over: one character a byte. The path is encoded once more
 * (as all services but S3 do), the query is decoded, encoded and sorted.
 *
 * Source: user guide of IAM, "Create a signed AWS API request", step 1.
 */

/** The part of an HTTP request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly url: string;
  /** Lower-case names, as `IncomingMessage.headers` (or `headersDistinct`) has them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/**
 * The canonical request.
 *
 * Shape: headers are those that the request lists as signed, in its order; one that is listed and
 *   not there counts as empty.
 */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  bodyHash: string,
): string {
  const mark = request.url.indexOf("?");
  const path = mark < 0 ? request.url : request.url.slice(0, mark);
  const query = mark < 0 ? "" : request.url.slice(mark + 1);
  let headers = "";
  for (const name of signedHeaders) headers += `${name}:${headerValue(request, name) ?? ""}\n`;
  const names = signedHeaders.join(";");
  return `${request.method}\n${canonicalPath(path)}\n${canonicalQuery(query)}\n${headers}\n${names}\n${bodyHash}`;
}

/** A header's value with single spaces; several values are joined by commas. */
export function headerValue(request: SignedRequest, name: string): string | undefined {
  if (!Object.hasOwn(request.headers, name)) return undefined;
  const value = request.headers[name];
  if (value === undefined) return undefined;
  return typeof value === "string" ? trimAll(value) : value.map(trimAll).join(",");
}

function trimAll(value: string): string {
  const trimmed = value.trim();
  return MORE_THAN_SPACES.test(trimmed) ? trimmed.replace(/\s+/g, " ") : trimmed;
}

/** Whitespace that is not a single space. */
const MORE_THAN_SPACES = /\s\s|[^\S ]/;

function canonicalPath(path: string): string {
  if (path === "/") return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  const end = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${end}`;
}

function canonicalQuery(query: string): string {
  if (query === "") return query;
  const pairs = query.split("&").filter((pair) => pair !== "");
  return pairs
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals < 0 ? pair : pair.slice(0, equals);
      const value = equals < 0 ? "" : pair.slice(equals + 1);
      return { name: encode(decode(name)), value: encode(decode(value)) };
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Percent-encodes every byte that is not unreserved. */
function encode(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~]/g, (character) => {
    const hex = character.charCodeAt(0).toString(16).toUpperCase();
    return `%${hex.padStart(2, "0")}`;
  });
}

/** Bytes, not characters of UTF-8; a stray percent sign stays what it is. */
function decode(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}
