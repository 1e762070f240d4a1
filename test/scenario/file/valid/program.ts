/** A scenario that a program makes: forty groups of nodes, and a command for each. */
const names = Array.from({ length: 40 }, (_, index) => `group${index}-`);

export default () => ({
  name: "made by a program",
  fleet: { nodes: names.map((name) => ({ name, count: 10, tags: { group: name } })) },
  steps: names.map((name, index) => ({
    at: `${index}s`,
    send: { as: name, targets: { "tag:group": name }, commands: ["sleep 60"] },
  })),
});
