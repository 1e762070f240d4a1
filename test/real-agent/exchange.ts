/**
 * One HTTPS request and its answer.
 */
import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { RequestOptions } from "node:https";

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Hears of the request before it is sent, to hang up. */
export type OnRequest = (request: ClientRequest) => void;

export async function exchange(
  url: string,
  options: RequestOptions,
  body: string,
  onRequest?: OnRequest,
): Promise<Answer> {
  const request = httpsRequest(url, options);
  onRequest?.(request);
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(response, "end");
  const text = Buffer.concat(chunks).toString();
  const isJson = text.startsWith("{");
  const json = isJson ? (JSON.parse(text) as Answer["json"]) : {};
  return { status: response.statusCode ?? 0, text, json };
}
