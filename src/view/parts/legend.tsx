/** What the signs of the diagram mean; colour never says it alone. */
const SIGNS: readonly (readonly [string, string])[] = [
  ["sign-number", "1 and 2: the two events that decide"],
  ["sign-mishap", "a fault, a loss or a death"],
  ["sign-good", "ended as Success or Cancelled"],
  ["sign-bad", "ended in another way"],
  ["sign-job", "a job at its agent"],
  ["sign-process", "a process"],
  ["sign-escaped", "a process that lives on"],
  ["sign-down", "the agent is down"],
  ["sign-false", "≠ the API says what is not so"],
  ["sign-behind", "… the API has not heard of it yet"],
];

export function Legend() {
  return (
    <details class="legend">
      <summary>What the signs mean</summary>
      <ul>
        {SIGNS.map(([name, says]) => (
          <li key={name}>
            <span class={`sign ${name}`} aria-hidden="true">
              {name === "sign-number" ? "1" : ""}
            </span>
            {says}
          </li>
        ))}
      </ul>
      <p>
        Time runs down, in seconds since the fleet was ready, from an hour on in h:mm:ss. Slanted
        lines are messages on the wire, from where one left to where it arrived; a cross is where
        one was lost. The trace tells of a call when it arrives. Keys: arrows go from event to
        event, Enter goes to all that is known of one, Escape back, + and - zoom.
      </p>
    </details>
  );
}
