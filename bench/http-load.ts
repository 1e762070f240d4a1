/**
 * A load of HTTP calls: keep-alive connections, each with one call under way at a time.
 *
 * It writes bytes that were made before and hardly looks at the answers, so that it never holds
 * the server up. An answer with another status than 200 ends the measurement.
 */
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";

/** Sends so many calls, the requests in turn; answers with the body of the last answer. */
export async function load(options: {
  readonly port: number;
  readonly requests: readonly Buffer[];
  readonly calls: number;
  readonly connections: number;
}): Promise<string> {
  const { port, requests, calls, connections } = options;
  let started = 0;
  let last = "";
  const next = (): Buffer | undefined => {
    if (started >= calls) return undefined;
    started += 1;
    return requests[started % requests.length];
  };
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      last = await converse(socket, next);
      socket.destroy();
    }),
  );
  return last;
}

function converse(socket: Socket, next: () => Buffer | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    let last = "";
    const write = (): void => {
      const request = next();
      if (request === undefined) resolve(last);
      else socket.write(request);
    };
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (text.length < end + 4 + length) return;
      if (!text.startsWith("HTTP/1.1 200")) reject(new Error(text));
      last = text.slice(end + 4);
      text = "";
      write();
    });
    write();
  });
}
