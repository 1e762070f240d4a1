/** What a controller says when it does not take a host in. */
import type { IncomingMessage } from "node:http";
import { z } from "zod";

/** Of an answer; ours are shorter. */
const BODY_BYTES_MAX = 4_096;

const problem = z.object({ error: z.string(), expected: z.string() });

/** The refusal in words: the status, and what was expected if the answer tells. Never rejects. */
export async function readRefusal(response: IncomingMessage): Promise<string> {
  const status = `the controller answered status ${response.statusCode ?? 0}`;
  const told = problem.safeParse(await readJson(response));
  if (!told.success) return status;
  return `${status}, ${told.data.error}: it expected ${told.data.expected}`;
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  try {
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) {
      text += String(chunk);
      if (text.length > BODY_BYTES_MAX) return undefined;
    }
    return JSON.parse(text);
  } catch {
    return undefined; // Expected: it may be anything, and the connection may end in the midst of it.
  }
}
