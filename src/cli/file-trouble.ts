/** Why the system does not let us have a file, in words that need no errno. */

/** What was found in its place: `a directory`, `no such file`; of rarer troubles the system's line. */
export function fileTrouble(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (Object.hasOwn(TROUBLES, code)) return TROUBLES[code] ?? "";
  const text = error instanceof Error ? error.message : String(error);
  return (text.split("\n", 1)[0] ?? "").slice(0, LENGTH_MAX);
}

const LENGTH_MAX = 300;

const TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "no such file: a part of its path is no directory",
  EISDIR: "a directory",
  EACCES: "one that this user has no right to",
  EPERM: "one that this user has no right to",
  EROFS: "one on a file system that can't be written",
  ELOOP: "links that lead to each other",
  ENAMETOOLONG: "a name that is too long for the system",
  ENOSPC: "a disk that is full",
  EMFILE: "too many open files",
  ENFILE: "too many open files",
};
