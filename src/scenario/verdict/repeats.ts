/** The command that repeats the run which a complaint is about: each failed run has its own. */
import type { Complaint } from "../result.ts";

/** `repeat`: the command for a seed. What no single run shows has none. */
export function withRepeats(
  complaints: readonly Complaint[],
  repeat: (seed: string) => string,
): readonly Complaint[] {
  return complaints.map((complaint) =>
    complaint.seed === undefined ? complaint : { ...complaint, repeat: repeat(complaint.seed) },
  );
}
