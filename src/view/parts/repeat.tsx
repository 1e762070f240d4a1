/** A command that a person copies. */
export function Repeat({ command }: { readonly command: string }) {
  return (
    <p class="repeat">
      <span class="meta">repeat</span> <code>{command}</code>
    </p>
  );
}
