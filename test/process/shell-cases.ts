/**
 * Scripts picked by hand: each runs in the system's sh and in the simulated one, with one outcome.
 *
 * What happens at the same time in two processes is at least 50 ms apart, so that a slow machine
 * does not change an order.
 */
import type { GroupSignal } from "./real-shell.ts";

export interface ShellCase {
  readonly claim: string;
  readonly script: string;
  readonly groupSignal?: GroupSignal;
  /** Its shell reaps a killed job sooner or later than `wait`, by chance: "Terminated" may lack. */
  readonly mayDescribe?: true;
}

export const SHELL_CASES: readonly ShellCase[] = [
  { claim: "an empty script succeeds", script: "" },
  { claim: "the status of the last command is the script's", script: "true\nfalse\n" },
  { claim: "exit keeps the low eight bits", script: "exit 300" },
  { claim: "exit without a number takes $?", script: "false; exit" },
  { claim: "a # inside a word is no comment", script: "echo a#b # c\necho '#d' # e" },
  {
    claim: "quotes keep blanks and dollars",
    script: `a='x  y'; echo $a "$a" '$a' "\\$a" \\$a a\\ b "'" '"' "a\\b" "\\\\"`,
  },
  {
    claim: "an empty unquoted variable is no word",
    script: `printf '<%s>' $none "$none" a$none; echo`,
  },
  {
    claim: "words join across quotes",
    script: `b='1 2'; printf '<%s>' x"$b"y x$b'z' "$b"$b; echo`,
  },
  { claim: "a backslash joins lines", script: 'ech\\\no one \\\n two "thr\\\nee"' },
  {
    claim: "echo carries escapes out",
    script: `echo 'a\\tb\\\\c\\101\\0101\\q'; echo -n x; echo 'y\\cz'; echo -e`,
  },
  {
    claim: "printf goes round its format",
    script: `printf '%s=%d|' a 1 b; echo; printf 'x\\n' 1 2; printf '%5s|%-5s|%05d|%c\\n' a b 42 word; printf '%d%%\\n' -7`,
  },
  { claim: "printf complains of what is no number", script: `printf '%d\\n' abc; echo $?` },
  {
    claim: "arithmetic is that of sh",
    script: `i=7; echo $((i*2+1)) $((i/2)) $((-i%4)) $((i>3&&i<9)) $((!i)) $(((1+2)*3)) $(($i-10)) $((none+1)) $((0x1f)) $((010)) "$((9223372036854775807+1))"`,
  },
  { claim: "arithmetic that fails ends the shell with 2", script: `echo a; echo $((1/0)); echo b` },
  { claim: "|| does not evaluate its right side", script: `echo $((1||1/0)) $((0&&1/0))` },
  {
    claim: "test compares strings and integers",
    script: `for a in "" x 7 -7; do [ "$a" ]; echo $?; [ -z "$a" ]; echo $?; [ -n "$a" ]; echo $?; [ "$a" = x ]; echo $?; [ ! "$a" != x ]; echo $?; done; [ 7 -gt 07 ]; echo $?; test 1 -le 2 && echo le`,
  },
  {
    claim: "test complains of what is no number",
    script: `[ a -eq 1 ]; echo $?; [ a = a; echo $?; [ $none -lt 2 ]; echo $?; [ a == b ]; echo $?; [ a b ]; echo $?`,
  },
  {
    claim: "if takes the first branch whose test succeeds",
    script: `for i in 1 2 3 4; do if [ $i = 1 ]; then echo one; elif [ $i = 2 ]; then echo two; elif false; then :; else echo more; fi; done; if false; then :; fi; echo $?`,
  },
  {
    claim: "loops end with the status of their last body",
    script: `i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ]; done; echo $?; until true; do :; done; echo $?; for x in; do false; done; echo $?; for x in 1; do false; done; echo $?`,
  },
  {
    claim: "break and continue belong to the innermost loop",
    script: `for a in 1 2 3; do for b in 1 2 3; do [ $b = 2 ] && continue; [ $a = 2 ] && break; echo $a$b; done; done; while true; do { echo x; break; } >&2; done; echo y; for a in 1 2; do false || continue; done; echo $?`,
  },
  {
    claim: "&& and || bind alike",
    script: "false && echo a || echo b && echo c; true || echo d && echo e; ! false && echo f",
  },
  {
    claim: "a subshell changes nothing outside",
    script: `a=1; (a=2; echo $a; exit 3); echo $? $a; { a=4; }; echo $a; (exit 7) && echo no || echo $?`,
  },
  {
    claim: "redirections count from left to right",
    script: `echo a >&2 2>/dev/null; echo b >/dev/null 2>&1; echo c 2>&1 >/dev/null; { echo d; echo e >&2; } 2>&1; (echo f; echo g >&2) >/dev/null; { { echo h; } >&2; } 2>/dev/null; echo i </dev/null`,
  },
  {
    claim: "exec redirects for good",
    script: "exec 2>&1; echo a >&2; exec >/dev/null; echo b; echo c >&2",
  },
  {
    claim: "exec takes the shell's place",
    script: "trap 'echo never' EXIT; exec sh -c 'echo in; exit 4'; echo after",
  },
  {
    claim: "prefix assignments go to one command",
    script: `a=1; a=2 sh -c 'echo $a'; echo $a; sh -c 'echo "<$a>"'; export a; sh -c 'echo $a'; b=3 export c=$a$b; sh -c 'echo "$b$c"'; a=5 :; echo $a; x=1 y=$x; echo $y`,
  },
  { claim: "export does not split", script: `a='x  y'; export b=$a; echo "$b"; sh -c 'echo "$b"'` },
  {
    claim: "for splits its words once",
    script: `a='1 2'; for x in $a "$a" 3; do echo "[$x]"; a=9; done; echo $x`,
  },
  {
    claim: "sh -c has a name and a shell of its own",
    script: `sh -c 'echo $0; exit 3' me; echo $?; sh -c 'kill -9 $$'; echo $?; sh -c 'false; (exit 6)'; echo $?`,
  },

  {
    claim: "a signal to the script ends it; the leader says how",
    script: "echo a; kill -TERM $$; echo b",
  },
  { claim: "SIGKILL to the script is 137", script: "kill -9 $$; echo b" },
  { claim: "SIGINT is not described", script: "kill -INT $$; echo b" },
  {
    claim: "a foreground command that is killed is described",
    script: "sh -c 'kill -HUP $$'; echo $?; (kill -USR2 $$) ; echo never",
  },
  {
    claim: "kill finds nobody",
    script:
      "kill -0 $$ && echo there; sleep 0.05 & wait $!; kill -0 $!; echo $?; kill -TERM $! $$ 2>/dev/null",
  },
  {
    claim: "kill -s, kill without a signal, and --",
    script:
      "trap 'echo t' TERM; kill $$; kill -s TERM $$; kill -15 $$; kill -term $$; kill -SIGTERM $$; echo $?; kill -- $$; echo end",
  },

  {
    claim: "a trap runs between commands and keeps $?",
    script:
      "trap 'echo trap $?; false' USR1; false; kill -USR1 $$; echo $?; kill -USR1 $$ && echo and; kill -USR1 $$; true; echo $?",
  },
  {
    claim: "a trap waits for the command in the foreground",
    script: "trap 'echo trap' TERM; (sleep 0.05; kill -TERM $$) & sleep 0.2; echo after",
  },
  {
    claim: "a trap interrupts wait",
    script:
      "trap 'echo trap' TERM; (sleep 0.05; kill -TERM $$) & sleep 0.3 & wait $!; echo $?; wait; echo $?",
  },
  {
    claim: "wait without pids is interrupted too",
    script:
      "trap 'echo trap; exit 9' USR2; (sleep 0.05; kill -USR2 $$) & sleep 0.3 & wait; echo never",
  },
  { claim: "EXIT runs at the end, with the status", script: "trap 'echo bye $?' EXIT; (exit 3)" },
  { claim: "exit in the action of EXIT decides", script: "trap 'echo bye; exit 5' EXIT; exit 3" },
  {
    claim: "exit without a number in an action takes the status from before",
    script: "trap 'true; exit' USR1; false; kill -USR1 $$",
  },
  {
    claim: "EXIT does not run when a signal ends the shell",
    script: "trap 'echo bye' EXIT; kill -TERM $$",
  },
  {
    claim: "a subshell has its own EXIT",
    script: "trap 'echo outer' EXIT; (trap 'echo inner' EXIT; echo in); (echo plain); echo end",
  },
  {
    claim: "EXIT runs when the shell fails",
    script: "trap 'echo bye $?' EXIT; echo $((1/0)); echo never",
  },
  {
    claim: "an ignored signal is ignored, also by children",
    script:
      "trap '' TERM; kill -TERM $$; echo alive; sh -c 'kill -TERM $$; echo child'; (kill -TERM $$); trap - TERM; kill -TERM $$; echo never",
  },
  {
    claim: "a child starts with default actions for what was caught",
    script: "trap 'echo t' USR1; sh -c 'kill -USR1 $$; echo never'; echo $?",
  },
  {
    claim: "what was ignored at the start stays ignored",
    script: `trap '' HUP; sh -c 'trap "echo hup" HUP; kill -HUP $$; echo on'; nohup sh -c 'kill -HUP $$; echo still'`,
  },
  {
    claim: "trap resets by name, number and -",
    script:
      "trap 'echo a' USR1 USR2 TERM; trap USR1; trap - USR2; trap 15; kill -USR2 $$; echo never",
  },
  { claim: "an unknown signal is a bad trap", script: "trap 'echo a' NOSUCH; echo $?" },
  {
    claim: "an action can set the next one",
    script: `trap 'echo one; trap "echo two" USR1' USR1; kill -USR1 $$; kill -USR1 $$; echo end`,
  },
  {
    claim: "several signals run in order of their numbers",
    script:
      "trap 'echo term' TERM; trap 'echo hup' HUP; sh -c \"kill -TERM $$; kill -HUP $$\"; echo end",
  },

  {
    claim: "a background command delays the end while it holds a pipe",
    script: "(sleep 0.2; echo late) & echo early",
  },
  {
    claim: "a background command without the pipes does not",
    script: "(sleep 0.2; echo late) >/dev/null 2>&1 & echo early",
  },
  {
    claim: "wait with a pid gives its status",
    script:
      "(sleep 0.05; exit 4) & a=$!; (exit 5) & wait $a; echo $?; wait $!; echo $?; wait $a; echo $?; wait 99999; echo $?",
  },
  { claim: "wait without pids gives 0", script: "(exit 4) & (sleep 0.1; echo b) & wait; echo $?" },
  {
    claim: "wait with two pids gives the last",
    script: "(exit 4) & a=$!; (sleep 0.05; exit 6) & wait $! $a; echo $?",
  },
  {
    claim: "wait gives the status of what was killed",
    mayDescribe: true,
    script:
      "sleep 5 & kill $!; wait $!; echo $?; sleep 5 & kill -9 $!; sleep 0.1; wait $!; echo $?; sleep 5 & kill $!; wait; echo $?",
  },
  {
    claim: "a subshell can't wait for its parent's children",
    script: "sleep 0.1 & (wait $!; echo $?); wait",
  },
  {
    claim: "a child that has ended is reaped when the shell waits for another",
    mayDescribe: true,
    script:
      "sleep 0.05 & p=$!; i=0; kill -0 $p && echo there; sleep 0.2; kill -0 $p 2>/dev/null || echo gone",
  },
  {
    claim: "background commands ignore INT and QUIT",
    mayDescribe: true,
    script:
      "(trap 'echo never' INT; sleep 0.15; echo on) & sleep 0.05; kill -INT $!; kill -QUIT $!; wait $!; echo $?",
  },
  {
    claim: "kill 0 takes the whole group, the leader too",
    script: "sleep 5 & echo a; kill -TERM 0; echo never",
  },
  {
    claim: "a trap survives kill 0",
    script:
      "sleep 5 & trap 'echo t' TERM; (trap '' TERM; sleep 0.1; kill -KILL 0) & wait; echo $?; sleep 5",
  },
  {
    claim: "setsid leaves the group",
    script: "setsid sh -c 'sleep 0.15; echo out' & sleep 0.05; kill -TERM 0",
  },
  {
    claim: "setsid keeps the pipes and the pid",
    mayDescribe: true,
    script:
      "setsid sleep 0.2 & kill -0 $! && echo there; sleep 0.05; kill -TERM -$!; wait $!; echo $?",
  },
  {
    claim: "setsid waits in the foreground, -f does not",
    script:
      "setsid sh -c 'sleep 0.1; echo a; exit 3'; echo $?; setsid -f sh -c 'sleep 0.1; echo b'; echo $?",
  },
  {
    claim: "a leader of a group that calls setsid forks",
    script: "setsid setsid sh -c 'sleep 0.1; echo b; exit 3'; echo $?",
  },
  {
    claim: "a subshell that only sleeps is that sleep",
    mayDescribe: true,
    script:
      "(sleep 5) & kill $!; wait $!; echo $?; ( { sleep 5; } ) & kill $!; wait $!; echo $?; (true && sleep 5) & sleep 0.05; kill $!; wait $!; echo $?",
  },
  {
    claim: "a killed shell leaves its foreground command behind",
    mayDescribe: true,
    script: "sh -c 'sleep 0.25; echo never' & sleep 0.05; kill $!; wait $!; echo $?",
  },
  {
    claim: "stop and continue",
    script:
      "(sleep 0.1; echo bg) & p=$!; kill -STOP $p; sleep 0.25; echo first; kill -CONT $p; wait $p; echo $?",
  },
  {
    claim: "a stopped process dies of KILL, and of TERM once continued",
    mayDescribe: true,
    script:
      "sleep 5 & kill -STOP $!; sleep 0.05; kill -KILL $!; wait $!; echo $?; sleep 5 & kill -STOP $!; sleep 0.05; kill -TERM $!; sleep 0.05; kill -0 $! && echo held; kill -CONT $!; wait $!; echo $?",
  },
  {
    claim: "a saved descriptor is still held by a subshell",
    script: "{ (sleep 0.15; :) & } >/dev/null 2>&1; echo early",
  },

  {
    claim: "SIGKILL to the group ends all of it",
    script: "trap 'echo t' TERM; sleep 5 & echo a; sleep 5; echo never",
    groupSignal: { afterMs: 100, signal: "SIGKILL" },
  },
  {
    claim: "SIGTERM to the group: the leader ends at once, a trap runs on",
    script: "trap 'echo t; exit 7' TERM; echo a; sleep 5; echo never",
    groupSignal: { afterMs: 100, signal: "SIGTERM" },
  },
  {
    claim: "SIGTERM to the group without a trap",
    script: "echo a; sleep 5; echo never",
    groupSignal: { afterMs: 100, signal: "SIGTERM" },
  },
  {
    claim: "a wait that the group's SIGTERM interrupts",
    script: "trap 'echo t; kill $!; exit 0' TERM; echo a; setsid sleep 5 & wait; echo never",
    groupSignal: { afterMs: 100, signal: "SIGTERM" },
  },
  {
    claim: "SIGINT to the group spares what runs in the background",
    script: "echo a; (sleep 0.5; echo bg) & sleep 5; echo never",
    groupSignal: { afterMs: 100, signal: "SIGINT" },
  },
  {
    claim: "SIGHUP to the group spares nohup",
    script: "echo a; nohup sh -c 'sleep 0.5; echo on' & sleep 5",
    groupSignal: { afterMs: 100, signal: "SIGHUP" },
  },
];
