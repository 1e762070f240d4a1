/** The statuses of an invocation that end it. */
export function isFinalStatus(status: string): boolean {
  return ["Success", "Failed", "TimedOut", "Cancelled"].includes(status);
}
