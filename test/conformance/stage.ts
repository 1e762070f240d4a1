/**
 * Where a recording is played: one node with our agent, and the controller's end of its channel.
 */
export interface Stage {
  readonly node: string;
  /** What arrives from the agent; set by the player. */
  arrived: (bytes: Buffer) => void;
  /** A call of the agent's that has arrived; set by the player. */
  called: (call: HeardCall) => void;
  /** Those that came before the stage was ready. */
  readonly past: readonly HeardCall[];
  /** Milliseconds since the stage was ready. */
  nowMs(): number;
  /** Resolves when it is so late. */
  until(atMs: number): Promise<void>;
  /** Channels that the agent has opened so far. */
  readonly channels: number;
  sendBytes(bytes: Uint8Array): void;
  sendText(text: string): void;
  /** Hands a message to the agent's next poll, or to the one that waits. */
  sendMessage(message: object): void;
  /** Cuts the TCP connection. */
  drop(): void;
  killAgent(): Promise<void>;
  startAgent(): Promise<void>;
  /** Kills the document worker of a command. */
  killWorker(commandId: string): Promise<void>;
  /** Command lines of the node's live processes. */
  listProcesses(): Promise<readonly string[]>;
}

export interface HeardCall {
  readonly operation: string;
  /** The body, to the letter. */
  readonly text: string;
}
